package dev.flambeau.testkit.errors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flambeau.Cuda;
import dev.flambeau.DType;
import dev.flambeau.DTypeException;
import dev.flambeau.Device;
import dev.flambeau.DeviceException;
import dev.flambeau.FlambeauException;
import dev.flambeau.MemoryException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.nn.Parameter;
import dev.flambeau.op.Engine;
import dev.flambeau.spi.DeviceContext;
import dev.flambeau.spi.Devices;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Types and devices that do not fit, and memory that is not there. */
class TypeAndDeviceErrorsTest {
    private static final Tensor LONGS = Torch.tensor(new long[] {1, 2});
    private static final Tensor DOUBLES = Torch.ones(DType.FLOAT64, 3, 3);
    private static final Tensor FLOATS = Torch.ones(3, 3);

    static Stream<Arguments> types() {
        return Stream.of(
                type("expected m1 and m2 to have the same dtype, but got: double != float", () -> DOUBLES.mm(FLOATS)),
                type("expected m1 and m2 to have the same dtype, but got: long int != float",
                        () -> FLOATS.toLong().matmul(FLOATS)),
                type("expected both vectors to have same dtype, but found Double and Float",
                        () -> DOUBLES.get(0).dot(FLOATS.get(0))),
                type("mat1 and mat2 must have the same dtype, but got Double and Float",
                        () -> FLOATS.addmm(DOUBLES, FLOATS)),
                type("mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. "
                        + "Got: Long", LONGS::mean),
                type("mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. "
                        + "Got: Bool", () -> LONGS.toBool().mean(0)),
                type("std and var only support floating point and complex dtypes", LONGS::var),
                type("result type Float can't be cast to the desired output type Long", () -> LONGS.add_(0.5)),
                type("result type Float can't be cast to the desired output type Long",
                        () -> LONGS.mul_(Torch.ones(2))),
                type("result type Float can't be cast to the desired output type Long", () -> LONGS.div_(2)),
                type("result type Float can't be cast to the desired output type Long", LONGS::sqrt_),
                type("result type Long can't be cast to the desired output type Bool", () -> LONGS.toBool().add_(1)));
    }

    static Stream<Arguments> devices() {
        return Stream.of(
                device("Expected one of cpu, cuda device type at start of device string: gpu", () -> Device.of("gpu")),
                device("Expected one of cpu, cuda device type at start of device string: gpu",
                        () -> FLOATS.to(Device.of("gpu:0"))),
                device("Invalid device string: 'cuda:x'", () -> Device.of("cuda:x")),
                device("Invalid device string: 'cuda:0:1'", () -> Device.of("cuda:0:1")),
                device("Invalid device string: 'cuda:-1'", () -> Device.of("cuda:-1")));
    }

    private static Arguments type(String message, ThrowingCallable call) {
        return Arguments.of(message, DTypeException.class, call);
    }

    private static Arguments device(String message, ThrowingCallable call) {
        return Arguments.of(message, DeviceException.class, call);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"types", "devices"})
    void saysWhatPyTorchSays(String message, Class<? extends FlambeauException> type, ThrowingCallable call) {
        assertThatThrownBy(call).isExactlyInstanceOf(type).hasMessageContaining(message);
        assertThat(LONGS.toLongArray()).containsExactly(1, 2);
    }

    /** There is one device here: a second one is made of the same memory and kernels under another name. */
    @Test
    void twoDevices() {
        DeviceContext cpu = Devices.cpu();
        DeviceContext cuda = new DeviceContext(new Device("cuda", 0), cpu.allocator(), cpu.kernels());
        Tensor there = Tensor.wrap(Engine.empty(cuda, DType.FLOAT32, 3, 3));
        String message =
                "Expected all tensors to be on the same device, but found at least two devices, cuda:0 and cpu!";
        List<ThrowingCallable> calls = List.of(() -> there.add(FLOATS), () -> there.mm(FLOATS),
                () -> there.add_(FLOATS), () -> Torch.cat(List.of(there, FLOATS)));
        assertThat(calls).allSatisfy(call -> assertThatThrownBy(call).isExactlyInstanceOf(DeviceException.class)
                .hasMessageContaining(message));
    }

    @Test
    void aDeviceThatIsNotThere() {
        assertThat(Cuda.deviceCount()).isZero();
        assertThatThrownBy(() -> FLOATS.to(Device.of("cuda:1"))).isExactlyInstanceOf(DeviceException.class)
                .hasMessageContaining("cuda:1");
    }

    @Test
    void moreThanTheMemory() {
        assertThatThrownBy(() -> Torch.empty(1L << 50)).isExactlyInstanceOf(MemoryException.class)
                .hasMessageContaining("out of memory: tried to allocate 4503599627370496 bytes");
    }

    @Test
    void integersHaveNoGradient() {
        String message = "only Tensors of floating point dtype can require gradients";
        assertThatThrownBy(() -> LONGS.requiresGrad_()).hasMessageContaining(message);
        assertThatThrownBy(() -> new Parameter(LONGS)).hasMessageContaining(message);
    }
}
