package dev.flambeau.cpu.onednn;

import java.io.Serial;

/** oneDNN is missing, or one of its functions answered with an error. */
public final class DnnlException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    /** dnnl_unimplemented: there is no such kernel. */
    static final int UNIMPLEMENTED = 3;

    public DnnlException(String message) {
        super(message);
    }

    public DnnlException(String message, Throwable cause) {
        super(message, cause);
    }

    static DnnlException ofStatus(String function, int status) {
        return new DnnlException(function + " failed: " + statusName(status));
    }

    /** The names of dnnl_status_t (oneapi/dnnl/dnnl_common_types.h). */
    private static String statusName(int status) {
        return switch (status) {
            case 1 -> "out of memory";
            case 2 -> "invalid arguments";
            case 3 -> "unimplemented";
            case 4 -> "last implementation reached";
            case 5 -> "runtime error";
            case 6 -> "not required";
            default -> "status " + status;
        };
    }
}
