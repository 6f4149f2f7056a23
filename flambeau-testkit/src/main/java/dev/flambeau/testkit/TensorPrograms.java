package dev.flambeau.testkit;

import dev.flambeau.DType;
import dev.flambeau.Generator;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.op.Creation;
import dev.flambeau.op.Randoms;
import dev.flambeau.spi.RandomStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Making tensors and drawing random numbers, as programs call them. */
final class TensorPrograms {
    private static final RandomStream UNIFORM = new RandomStream.Uniform(0, 1);
    private static final RandomStream NORMAL = new RandomStream.Normal(0, 1);

    private TensorPrograms() {}

    /** These calls alone, for those who know some of them by other names. */
    static OpTable table() {
        OpTable f = new OpTable();
        register(f);
        return f;
    }

    static void register(OpTable f) {
        constant(f);
        random(f);
        inPlace(f);
        values(f);
    }

    private static DType type(OpCall c) {
        return c.dtype("dtype", Torch.getDefaultDtype());
    }

    private static Tensor finish(OpCall c, Tensor made) {
        return c.bool("requires_grad", false) ? made.requiresGrad_() : made;
    }

    private static void constant(OpTable f) {
        f.put("torch.empty", c -> finish(c, Torch.empty(type(c), c.longsFrom(0, "size"))));
        f.put("torch.zeros", c -> finish(c, Torch.zeros(type(c), c.longsFrom(0, "size"))));
        f.put("torch.ones", c -> finish(c, Torch.ones(type(c), c.longsFrom(0, "size"))));
        f.put("torch.full", c -> full(c, natural(c.tensorOrScalar(1, "fill_value")), 1, c.longs(0, "size")));
        f.put("torch.empty_like", c -> finish(c, Torch.emptyLike(c.self(), c.dtype("dtype", c.self().dtype()))));
        f.put("torch.zeros_like", c -> finish(c, Torch.zerosLike(c.self(), c.dtype("dtype", c.self().dtype()))));
        f.put("torch.ones_like", c -> finish(c, Torch.onesLike(c.self(), c.dtype("dtype", c.self().dtype()))));
        f.put("torch.full_like", c -> finish(c, Creation.fullLike(c.self(), c.dtype("dtype", c.self().dtype()),
                c.tensorOrScalar(1, "fill_value"))));
        f.put("torch.tensor", c -> finish(c, tensor(c.arg(0, "data"), c.dtype("dtype"))));
        f.put("torch.arange", TensorPrograms::arange);
        f.put("torch.linspace", c -> finish(c, Torch.linspace(c.tensorOrScalar(0, "start"), c.tensorOrScalar(1, "end"),
                c.integer(2, "steps"), type(c))));
        f.put("torch.logspace", c -> finish(c, Torch.logspace(c.tensorOrScalar(0, "start"), c.tensorOrScalar(1, "end"),
                c.integer(2, "steps"), c.number(3, "base", 10), type(c))));
        f.put("torch.eye",
                c -> finish(c, Torch.eye(c.integer(0, "n"), c.integer(1, "m", c.integer(0, "n")), type(c))));
    }

    /** The type that a number has of its own. */
    private static DType natural(Tensor number) {
        return number.isFloatingPoint() ? Torch.getDefaultDtype() : number.dtype();
    }

    /** Every element the number at a position, in {@code absent} where no type is named. */
    static Tensor full(OpCall c, DType absent, int at, long... sizes) {
        Tensor value = c.tensorOrScalar(at, "fill_value");
        DType dtype = c.dtype("dtype", absent);
        return finish(c, value.isFloatingPoint()
                ? Torch.full(sizes, value.item(), dtype)
                : Torch.full(sizes, value.itemLong(), dtype));
    }

    private static Tensor arange(OpCall c) {
        boolean whole = !(c.arg(0, "start") instanceof Double || c.arg(1, "end") instanceof Double
                || c.arg(2, "step") instanceof Double);
        boolean one = c.count() == 1 && !c.has("end");
        int end = one ? 0 : 1;
        DType dtype = c.dtype("dtype", whole ? DType.INT64 : Torch.getDefaultDtype());
        return finish(c, whole
                ? Torch.arange(one ? 0 : c.integer(0, "start", 0), c.integer(end, "end"), c.integer(2, "step", 1),
                        dtype)
                : Torch.arange(one ? 0 : c.number(0, "start", 0), c.number(end, "end"), c.number(2, "step", 1),
                        dtype));
    }

    /** A tensor of a number or of lists of them, where a tensor of one element counts as a number. */
    static Tensor tensor(@Nullable Object data, @Nullable DType dtype) {
        if (data instanceof Tensor given) {
            return dtype == null ? given.detach().clone() : given.detach().to(dtype, true);
        }
        Object plain = plain(data);
        return switch (plain) {
            case List<?> list -> dtype == null ? Torch.tensor(list) : Torch.tensor(list, dtype);
            case Double d when dtype == null -> Torch.tensor(d.doubleValue());
            case Long n when dtype == null -> Torch.tensor(n.longValue());
            case Boolean b when dtype == null -> Torch.tensor(b.booleanValue());
            default -> Torch.tensor(plain, dtype == null ? Torch.getDefaultDtype() : dtype);
        };
    }

    private static Object plain(@Nullable Object data) {
        return switch (data) {
            case null -> throw new Unsupported("a tensor of None");
            case Tensor t -> t.isFloatingPoint()
                    ? (Object) t.item()
                    : t.dtype() == DType.BOOL ? (Object) t.itemBoolean() : (Object) t.itemLong();
            case List<?> list -> {
                List<Object> plain = new ArrayList<>();
                list.forEach(item -> plain.add(plain(item)));
                yield plain;
            }
            default -> data;
        };
    }

    // ---- random numbers

    private static Tensor fresh(OpCall c, RandomStream stream, DType dtype, long... sizes) {
        return finish(c, Randoms.fresh(stream, dtype, Programs.generator(c), sizes));
    }

    private static Tensor like(OpCall c, RandomStream stream) {
        return finish(c, Randoms.like(c.self(), stream, c.dtype("dtype", c.self().dtype()), Programs.generator(c)));
    }

    private static void random(OpTable f) {
        f.put("torch.rand", c -> fresh(c, UNIFORM, type(c), c.longsFrom(0, "size")));
        f.put("torch.randn", c -> fresh(c, NORMAL, type(c), c.longsFrom(0, "size")));
        f.put("torch.rand_like", c -> like(c, UNIFORM));
        f.put("torch.randn_like", c -> like(c, NORMAL));
        f.put("torch.randint", TensorPrograms::randint);
        f.put("torch.randint_like", c -> like(c, integers(c, 1, c.has(2) || c.has("low"))));
        f.put("torch.randperm", c -> finish(c,
                Torch.randperm(c.integer(0, "n"), c.dtype("dtype", DType.INT64), Programs.generator(c))));
        f.put("torch.normal", TensorPrograms::normal);
        for (String prefix : List.of("torch.", "Tensor.")) {
            f.put(prefix + "bernoulli", c -> c.has(1, "p")
                    ? Randoms.like(c.self(), new RandomStream.Bernoulli(c.number(1, "p")), c.self().dtype(),
                            Programs.generator(c))
                    : Torch.bernoulli(c.self(), Programs.generator(c)));
            f.put(prefix + "multinomial", c -> Torch.multinomial(c.self(), c.integer(1, "num_samples"),
                    c.bool(2, "replacement", false), Programs.generator(c)));
        }
        for (String prefix : List.of("torch.nn.functional.", "torch.")) {
            f.put(prefix + "dropout", c -> {
                c.bool(3, "inplace", false);
                return dev.flambeau.nn.functional.F.dropout(c.tensor(0, "input"), c.number(1, "p", 0.5),
                        c.bool(2, prefix.endsWith("functional.") ? "training" : "train", true));
            });
        }
    }

    /** {@code (high)} or {@code (low, high)} from a position on. */
    private static RandomStream integers(OpCall c, int at, boolean two) {
        return new RandomStream.Integers(two ? c.integer(at, "low") : 0, c.integer(two ? at + 1 : at, "high"));
    }

    private static Tensor randint(OpCall c) {
        int sizeAt = c.has("size") ? c.count() : c.count() - 1;
        boolean two = sizeAt == 2 || c.has("low");
        return fresh(c, integers(c, 0, two), c.dtype("dtype", DType.INT64), c.longs(sizeAt, "size"));
    }

    private static Tensor normal(OpCall c) {
        Generator generator = Programs.generator(c);
        if (!c.isTensor(0, "mean") && !c.isTensor(1, "std")) {
            RandomStream stream = new RandomStream.Normal(c.number(0, "mean", 0), c.number(1, "std", 1));
            return fresh(c, stream, type(c), c.longs(2, "size"));
        }
        return Torch.normal(c.has(0, "mean") ? c.tensorOrScalar(0, "mean") : Tensor.scalar(0.0),
                c.has(1, "std") ? c.tensorOrScalar(1, "std") : Tensor.scalar(1.0), generator);
    }

    private static void inPlace(OpTable f) {
        f.put("Tensor.uniform_", c -> c.self().uniform_(c.number(1, "from", 0), c.number(2, "to", 1),
                Programs.generator(c)));
        f.put("Tensor.normal_", c -> c.self().normal_(c.number(1, "mean", 0), c.number(2, "std", 1),
                Programs.generator(c)));
        f.put("Tensor.exponential_", c -> c.self().exponential_(c.number(1, "lambd", 1), Programs.generator(c)));
        f.put("Tensor.cauchy_", c -> c.self().cauchy_(c.number(1, "median", 0), c.number(2, "sigma", 1),
                Programs.generator(c)));
        f.put("Tensor.geometric_", c -> c.self().geometric_(c.number(1, "p"), Programs.generator(c)));
        f.put("Tensor.log_normal_", c -> c.self().logNormal_(c.number(1, "mean", 1), c.number(2, "std", 2),
                Programs.generator(c)));
        f.put("Tensor.bernoulli_", c -> c.isTensor(1, "p")
                ? Randoms.bernoulliInPlace(c.self(), c.tensor(1, "p"), Programs.generator(c))
                : c.self().bernoulli_(c.number(1, "p", 0.5), Programs.generator(c)));
        f.put("Tensor.random_", TensorPrograms::randomIntegers);
    }

    private static Tensor randomIntegers(OpCall c) {
        Generator generator = Programs.generator(c);
        if (c.count() == 1 && !c.has("to")) {
            return c.self().random_(generator);
        }
        boolean two = c.count() > 2 || c.has("from");
        return c.self().random_(two ? c.integer(1, "from") : 0, c.integer(two ? 2 : 1, "to"), generator);
    }

    private static void values(OpTable f) {
        f.put("Tensor.item", c -> plain(c.self()));
        f.put("Tensor.tolist", c -> nested(c.self()));
        f.put("Tensor.detach", c -> c.self().detach());
        f.put("Tensor.numel", c -> c.self().numel());
        f.put("Tensor.dim", c -> (long) c.self().dim());
        f.put("Tensor.size", c -> c.has(1, "dim")
                ? (Object) c.self().size(c.dim(1, "dim"))
                : new Values.Tuple(new ArrayList<>(c.self().size())));
        f.put("Tensor.requires_grad_", c -> c.self().requiresGrad_(c.bool(1, "requires_grad", true)));
    }

    private static Object nested(Tensor t) {
        if (t.dim() == 0) {
            return plain(t);
        }
        List<Object> items = new ArrayList<>();
        for (long i = 0; i < t.len(); i++) {
            items.add(nested(t.get(i)));
        }
        return items;
    }
}
