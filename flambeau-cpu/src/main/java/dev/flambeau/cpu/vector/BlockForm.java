package dev.flambeau.cpu.vector;

import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import dev.flambeau.cpu.vector.Graph.Node;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.function.IntPredicate;

/**
 * Scalar code whose elements of native memory are read from buffers and the others from arrays of floats, where it writes, too: such a loop
 * C2 vectorizes. For an element's address stand the buffer or array and an index.
 */
final class BlockForm extends PlainForm {
    static final ClassDesc BLOCKS = ClassDesc.of(Blocks.class.getName());
    private static final ClassDesc BUFFER = ClassDesc.of("java.nio.FloatBuffer");

    private final IntPredicate inBuffer;

    /** {@code inBuffer} tells which inputs are in buffers. */
    BlockForm(CodeBuilder code, Graph graph, int[] codes, IntPredicate inBuffer) {
        super(code, graph, codes);
        this.inBuffer = inBuffer;
    }

    /** Pushes a buffer over the floats whose address and count are on the stack. */
    static void writeBuffer(CodeBuilder code) {
        code.invokestatic(BLOCKS, "buffer", MethodTypeDesc.of(BUFFER, CD_long, CD_int));
    }

    @Override
    void writeLoad(Node node, int access) {
        if (inBuffer.test((int) node.payload)) {
            code.invokevirtual(BUFFER, "get", MethodTypeDesc.of(CD_float, CD_int));
        } else {
            code.faload();
        }
    }

    @Override
    void writeStore(Node node, int access) {
        code.fastore();
    }
}
