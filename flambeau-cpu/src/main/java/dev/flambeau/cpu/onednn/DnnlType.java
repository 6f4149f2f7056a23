package dev.flambeau.cpu.onednn;

import dev.flambeau.DType;

/** The element types that this package hands to oneDNN; codes from dnnl_data_type_t (oneapi/dnnl/dnnl_common_types.h). */
public enum DnnlType {
    F16(1, 2), BF16(2, 2), F32(3, 4), S32(4, 4), S8(5, 1), U8(6, 1);

    private final int code;
    private final int bytes;

    DnnlType(int code, int bytes) {
        this.code = code;
        this.bytes = bytes;
    }

    int code() {
        return code;
    }

    /** Bytes of one element. */
    public int bytes() {
        return bytes;
    }

    /** The type with the same bits as a tensor's elements; there is one for floating types but float64. */
    static DnnlType of(DType type) {
        return switch (type) {
            case FLOAT32 -> F32;
            case BFLOAT16 -> BF16;
            case FLOAT16 -> F16;
            default -> throw new IllegalArgumentException("oneDNN has no kernels for " + type);
        };
    }

    /** Whether this processor has fast kernels for such elements. */
    static boolean isFast(DType type) {
        return type == DType.FLOAT32
                || (type == DType.BFLOAT16 || type == DType.FLOAT16) && Matmul.isSupported(of(type));
    }

    static DnnlType ofCode(int code) {
        for (DnnlType type : values()) {
            if (type.code == code) {
                return type;
            }
        }
        throw new DnnlException("oneDNN answered with a data type that is not in use here: " + code);
    }
}
