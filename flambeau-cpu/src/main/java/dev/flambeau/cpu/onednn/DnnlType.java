package dev.flambeau.cpu.onednn;

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

    static DnnlType ofCode(int code) {
        for (DnnlType type : values()) {
            if (type.code == code) {
                return type;
            }
        }
        throw new DnnlException("oneDNN answered with a data type that is not in use here: " + code);
    }
}
