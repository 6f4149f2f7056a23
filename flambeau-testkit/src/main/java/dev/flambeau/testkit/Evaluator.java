package dev.flambeau.testkit;

import dev.flambeau.DType;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.autograd.GradMode;
import dev.flambeau.nn.Module;
import dev.flambeau.testkit.Python.Attribute;
import dev.flambeau.testkit.Python.Binary;
import dev.flambeau.testkit.Python.Call;
import dev.flambeau.testkit.Python.Choice;
import dev.flambeau.testkit.Python.Comprehension;
import dev.flambeau.testkit.Python.Expr;
import dev.flambeau.testkit.Python.Keyword;
import dev.flambeau.testkit.Python.ListOf;
import dev.flambeau.testkit.Python.Literal;
import dev.flambeau.testkit.Python.Loop;
import dev.flambeau.testkit.Python.Name;
import dev.flambeau.testkit.Python.SliceOf;
import dev.flambeau.testkit.Python.Subscript;
import dev.flambeau.testkit.Python.TupleOf;
import dev.flambeau.testkit.Python.Unary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Computes the value of a PyTorch program. Names are looked up in a table under their full name ({@code torch.rand},
 * {@code torch.nn.Sequential}, {@code Tensor.uniform_}), then among the functions of the suite {@code ops} and the modules of the suite
 * {@code modules}.
 */
final class Evaluator {
    private static final Map<String, String> ALIASES =
            Map.of("nn", "torch.nn", "F", "torch.nn.functional", "np", "numpy");
    private static final Map<String, String> OPERATORS =
            Map.of("+", "add", "-", "sub", "*", "mul", "/", "div.no_rounding_mode", "**", "pow", "@",
                    "matmul", "//", "floor_divide", "%", "remainder");
    private static final Map<String, String> COMPARISONS =
            Map.of("==", "eq", "!=", "ne", "<", "lt", "<=", "le", ">", "gt", ">=", "ge");

    private final OpTable programs;
    private final OpTable ops;
    private final ModuleTable modules;
    private final Map<String, @Nullable Object> locals = new HashMap<>();

    Evaluator(OpTable programs, OpTable ops, ModuleTable modules) {
        this.programs = programs;
        this.ops = ops;
        this.modules = modules;
    }

    /** A name that stands for a package, a function or a class. */
    private record Path(String name) {}

    @Nullable Object evaluate(Expr expr) {
        return switch (expr) {
            case Literal(Object value) -> value;
            case Name(String name) ->
                locals.containsKey(name) ? locals.get(name) : new Path(ALIASES.getOrDefault(name, name));
            case Attribute(Expr object, String name) -> attribute(evaluate(object), name);
            case Call call -> call(call);
            case Subscript(Expr object, Expr index) -> subscript(evaluate(object), evaluate(index));
            case SliceOf(Expr start, Expr stop, Expr step) -> new Values.Slice(bound(start), bound(stop), bound(step));
            case ListOf(List<Expr> items) -> all(items);
            case TupleOf(List<Expr> items) -> new Values.Tuple(all(items));
            case Comprehension(Expr body, List<Loop> loops) -> {
                List<@Nullable Object> results = new ArrayList<>();
                loop(body, loops, results);
                yield results;
            }
            case Choice(Expr condition, Expr first, Expr second) ->
                Boolean.TRUE.equals(evaluate(condition)) ? evaluate(first) : evaluate(second);
            case Unary(String operator, Expr operand) -> unary(operator, evaluate(operand));
            case Binary(String operator, Expr left, Expr right) -> binary(operator, evaluate(left), evaluate(right));
        };
    }

    private List<@Nullable Object> all(List<Expr> exprs) {
        List<@Nullable Object> values = new ArrayList<>();
        exprs.forEach(each -> values.add(evaluate(each)));
        return values;
    }

    private @Nullable Long bound(@Nullable Expr expr) {
        return expr == null ? null : (Long) evaluate(expr);
    }

    private @Nullable Object attribute(@Nullable Object object, String name) {
        return switch (object) {
            case Path(String path) -> constant(path + "." + name);
            case Module module -> member(module, name);
            case Tensor t -> switch (name) {
                case "data" -> t.detach();
                case "grad" -> t.grad();
                case "shape" -> new Values.Tuple(new ArrayList<>(t.size()));
                case "dtype" -> t.dtype();
                default -> invoke("Tensor." + name, new ArrayList<>(List.of(t)), Map.of());
            };
            case Record parts -> component(parts, name);
            case null, default -> throw new Unsupported("the attribute " + name + " of " + object);
        };
    }

    private static Object member(Module module, String name) {
        Tensor parameter = module.namedParameters().get(name);
        Tensor found = parameter != null ? parameter : module.namedBuffers().get(name);
        return found != null ? found : module.getSubmodule(name);
    }

    private static Object constant(String name) {
        return switch (name) {
            case "torch.pi", "math.pi" -> Math.PI;
            case "torch.inf", "math.inf" -> Double.POSITIVE_INFINITY;
            case "torch.nan", "math.nan" -> Double.NaN;
            case "torch.float" -> DType.FLOAT32;
            case "torch.double" -> DType.FLOAT64;
            case "torch.half" -> DType.FLOAT16;
            case "torch.int" -> DType.INT32;
            case "torch.long" -> DType.INT64;
            case "torch.short" -> DType.INT16;
            default -> Arrays.stream(DType.values()).filter(type -> type.toString().equals(name))
                    .<Object>map(type -> type).findFirst()
                    .orElseGet(() -> new Path(name));
        };
    }

    private static @Nullable Object component(Record parts, String name) {
        try {
            var accessor = parts.getClass().getMethod(name);
            accessor.setAccessible(true);
            return accessor.invoke(parts);
        } catch (ReflectiveOperationException e) {
            throw new Unsupported("the attribute " + name + " of " + parts.getClass().getSimpleName());
        }
    }

    private @Nullable Object call(Call call) {
        List<@Nullable Object> args = new ArrayList<>();
        String name;
        if (call.function() instanceof Attribute(Expr object, String method)) {
            Object receiver = evaluate(object);
            if (receiver instanceof Path(String path)) {
                name = path + "." + method;
            } else {
                name = (receiver instanceof Tensor ? "Tensor." : "object.") + method;
                args.add(receiver);
            }
        } else {
            Object function = evaluate(call.function());
            if (function instanceof Path(String path)) {
                name = path;
            } else {
                name = "object.call";
                args.add(function);
            }
        }
        call.args().forEach(each -> args.add(evaluate(each)));
        Map<String, @Nullable Object> keywords = new LinkedHashMap<>();
        for (Keyword each : call.keywords()) {
            keywords.put(each.name(), evaluate(each.value()));
        }
        return invoke(name, args, keywords);
    }

    private @Nullable Object invoke(String name, List<@Nullable Object> args, Map<String, @Nullable Object> keywords) {
        OpCall call = new OpCall(name, args, keywords);
        Object result = body(name, args).call(call);
        String unread = call.unread();
        if (unread != null) {
            throw new Unsupported(unread + " of " + name + " is not supported");
        }
        return result;
    }

    private OpTable.Body body(String name, List<@Nullable Object> args) {
        OpTable.Body program = programs.get(name);
        if (program != null) {
            return program;
        }
        String plain = name.replaceFirst("^(torch|Tensor)\\.", "");
        OpTable.Body op = ops.get(plain);
        if (op != null) {
            return op;
        }
        if (name.startsWith("Tensor.") && plain.endsWith("_")) {
            OpTable.Body pure = body(name.substring(0, name.length() - 1), args);
            return c -> assign(c.self(), pure.call(c));
        }
        ModuleTable.Entry module = modules.get(plain);
        if (module != null) {
            return module.make()::make;
        }
        if (name.equals("object.call") && args.getFirst() instanceof Module callee) {
            return c -> callModule(callee, c, args);
        }
        throw new Unsupported("no function " + name);
    }

    /** What a function in place does: the result goes where the argument was. */
    private static Tensor assign(Tensor self, @Nullable Object result) {
        try (GradMode _ = Torch.noGrad()) {
            return self.copy_(Programs.object(result, Tensor.class));
        }
    }

    private @Nullable Object callModule(Module module, OpCall c, List<@Nullable Object> args) {
        ModuleTable.Entry entry = modules.get("nn." + module.getClass().getSimpleName());
        if (entry == null) {
            c.arg(0);
            return module.call(c.tensor(1));
        }
        for (int i = 0; i < args.size(); i++) {
            c.arg(i);
        }
        OpCall inner = new OpCall(c.op(), args.subList(1, args.size()), Map.of());
        return entry.call().call(module, inner);
    }

    private @Nullable Object subscript(@Nullable Object object, @Nullable Object index) {
        if (object instanceof Tensor) {
            return invoke("torch.__getitem__", new ArrayList<>(Arrays.asList(object, index)), Map.of());
        }
        if (object instanceof Map<?, ?> map) {
            return map.get(index);
        }
        List<?> list = object instanceof Record ? Compare.flatten(object) : Programs.items(object);
        if (index instanceof Values.Slice slice) {
            if (slice.step() != null && slice.step() != 1) {
                throw new Unsupported("a slice of a list with a step");
            }
            int start = position(slice.start() == null ? 0 : slice.start(), list.size());
            int stop = position(slice.stop() == null ? list.size() : slice.stop(), list.size());
            return new ArrayList<>(list.subList(start, Math.max(start, stop)));
        }
        if (!(index instanceof Long at) || at < -list.size() || at >= list.size()) {
            throw new Unsupported("the item " + index + " of " + list.size());
        }
        return list.get(position(at, list.size()));
    }

    private static int position(long index, int size) {
        return (int) Math.clamp(index < 0 ? index + size : index, 0L, (long) size);
    }

    private void loop(Expr body, List<Loop> loops, List<@Nullable Object> results) {
        if (loops.isEmpty()) {
            results.add(evaluate(body));
            return;
        }
        Loop outer = loops.getFirst();
        for (Object item : Programs.items(evaluate(outer.items()))) {
            bind(outer.names(), item);
            if (outer.condition() == null || Boolean.TRUE.equals(evaluate(outer.condition()))) {
                loop(body, loops.subList(1, loops.size()), results);
            }
        }
    }

    private void bind(List<String> names, @Nullable Object item) {
        if (names.size() == 1) {
            locals.put(names.get(0), item);
            return;
        }
        List<?> parts = item instanceof Record ? Compare.flatten(item) : Programs.items(item);
        if (parts.size() != names.size()) {
            throw new Unsupported(names.size() + " names for " + parts.size() + " values");
        }
        for (int i = 0; i < names.size(); i++) {
            locals.put(names.get(i), parts.get(i));
        }
    }

    private @Nullable Object unary(String operator, @Nullable Object value) {
        return switch (value) {
            case Long n -> operator.equals("-") ? -n : ~n;
            case Double d -> -d;
            case null, default -> invoke(operator.equals("-") ? "torch.neg" : "torch.bitwise_not",
                    new ArrayList<>(Arrays.asList(value)), Map.of());
        };
    }

    private @Nullable Object binary(String operator, @Nullable Object left, @Nullable Object right) {
        if (left instanceof Tensor || right instanceof Tensor) {
            String name = OPERATORS.containsKey(operator) ? OPERATORS.get(operator) : COMPARISONS.get(operator);
            return invoke("torch." + name, new ArrayList<>(Arrays.asList(left, right)), Map.of());
        }
        if (left instanceof List<?> a && right instanceof List<?> b && operator.equals("+")) {
            List<@Nullable Object> joined = new ArrayList<>(a);
            joined.addAll(b);
            return joined;
        }
        if (!(left instanceof Number a) || !(right instanceof Number b)) {
            throw new Unsupported("the operator " + operator + " of " + left + " and " + right);
        }
        double x = a.doubleValue();
        double y = b.doubleValue();
        double result = switch (operator) {
            case "+" -> x + y;
            case "-" -> x - y;
            case "*" -> x * y;
            case "/" -> x / y;
            case "//" -> Math.floor(x / y);
            case "%" -> x - Math.floor(x / y) * y;
            case "**" -> Math.pow(x, y);
            default -> throw new Unsupported("the operator " + operator + " of numbers");
        };
        return a instanceof Long && b instanceof Long && !operator.equals("/")
                ? (Object) (long) result
                : (Object) result;
    }
}
