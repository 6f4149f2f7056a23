package dev.flambeau.cpu.onednn;

/** Brings operands into the layout that a primitive wants, through the scratch buffers of the lane. */
final class Operands {
    // dnnl_format_tag_t (oneapi/dnnl/dnnl_types.h)
    private static final int N_CW16C = 56;
    private static final int N_CW8C = 69;
    private static final int N_CHW16C = 78;
    private static final int N_CHW8C = 102;
    private static final int N_CDHW16C = 121;
    private static final int N_CDHW8C = 142;

    private Operands() {
    }

    /** The orders with channels in blocks of 16 and of 8 for tensors of 3 to 5 dimensions (dnnl_nCw16c, ...). */
    static int[] blockedTags(int rank) {
        return switch (rank) {
            case 3 -> new int[] {N_CW16C, N_CW8C};
            case 4 -> new int[] {N_CHW16C, N_CHW8C};
            case 5 -> new int[] {N_CDHW16C, N_CDHW8C};
            default -> new int[0];
        };
    }

    /** The address of the operand in the layout {@code wanted}: itself, or a converted copy in scratch slot {@code slot}. */
    static long in(Lane lane, int slot, Layout given, long address, Layout wanted) {
        check(given, address, wanted);
        if (given.isSamePlaces(wanted)) {
            return address;
        }
        long copy = lane.scratch(slot, wanted.sizeInBytes());
        Reorder.of(given, wanted).execute(lane, address, copy);
        return copy;
    }

    /** Where the primitive is to write a result of layout {@code made} that belongs at {@code address}. */
    static long out(Lane lane, int slot, Layout given, long address, Layout made) {
        check(given, address, made);
        return given.isSamePlaces(made) ? address : lane.scratch(slot, made.sizeInBytes());
    }

    /** Brings the result from where {@link #out} had it written to where it belongs. */
    static void finish(Lane lane, Layout given, long address, Layout made, long written) {
        if (written != address) {
            Reorder.of(made, given).execute(lane, written, address);
        }
    }

    private static void check(Layout given, long address, Layout wanted) {
        if (address == 0) {
            throw new IllegalArgumentException("An operand has no memory (address 0)");
        }
        if (given != wanted && !given.dims().equals(wanted.dims())) {
            throw new IllegalArgumentException("The operand is " + given + ", but this needs " + wanted.dims());
        }
    }
}
