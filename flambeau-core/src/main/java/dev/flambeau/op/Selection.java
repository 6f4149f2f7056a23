package dev.flambeau.op;

/**
 * One line of elements put in order, in part or all, by the algorithms of the C++ standard library that PyTorch calls
 * (introsort, introselect, heap select) and its own quick select: step by step the same, so that elements that are equal end in
 * the same places there and here.
 */
final class Selection {
    /** Below so many elements a range is left to the insertion sort. */
    private static final int SMALL = 16;

    private final long[] keys;
    private final int[] order;

    private Selection(long[] keys, int[] order) {
        this.keys = keys;
        this.order = order;
    }

    /** The positions 0, 1, … of elements that are ordered as these keys. */
    static Selection of(long[] keys) {
        int[] order = new int[keys.length];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        return new Selection(keys, order);
    }

    int length() {
        return order.length;
    }

    /** Which element stands at a place now. */
    int at(int place) {
        return order[place];
    }

    /** {@code std::sort} of the places {@code from} to below {@code to}. */
    void sort(int from, int to) {
        if (to - from < 2) {
            return;
        }
        introsort(from, to, depth(from, to));
        if (to - from > SMALL) {
            insertionSort(from, from + SMALL);
            for (int i = from + SMALL; i < to; i++) {
                insert(i);
            }
        } else {
            insertionSort(from, to);
        }
    }

    /** {@code std::nth_element}: what belongs to a place stands there, nothing larger before it, nothing smaller behind. */
    void nthElement(int place) {
        int from = 0;
        int to = order.length;
        int depth = depth(from, to);
        while (to - from > 3) {
            if (depth-- == 0) {
                heapSelect(from, place + 1, to);
                swap(from, place);
                return;
            }
            int cut = partition(from, to);
            if (cut <= place) {
                from = cut;
            } else {
                to = cut;
            }
        }
        insertionSort(from, to);
    }

    /** {@code std::partial_sort}: the first {@code count} elements in order. */
    void partialSort(int count) {
        partialSort(0, count, order.length);
    }

    /** PyTorch's quick select of what belongs to a place. */
    void quickSelect(int place) {
        int left = 0;
        int right = order.length - 1;
        while (right > left + 1) {
            swap(left + (right - left) / 2, left + 1);
            orderPair(left + 1, right);
            orderPair(left, right);
            orderPair(left + 1, left);
            int i = left + 1;
            int j = right;
            long pivot = key(left);
            while (true) {
                do {
                    i++;
                } while (pivot > key(i));
                do {
                    j--;
                } while (key(j) > pivot);
                if (j < i) {
                    break;
                }
                swap(i, j);
            }
            swap(left, j);
            left = j <= place ? i : left;
            right = j >= place ? j - 1 : right;
        }
        if (right == left + 1) {
            orderPair(left, right);
        }
    }

    private void orderPair(int a, int b) {
        if (key(a) > key(b)) {
            swap(a, b);
        }
    }

    private long key(int place) {
        return keys[order[place]];
    }

    private boolean less(int a, int b) {
        return key(a) < key(b);
    }

    private void swap(int a, int b) {
        int held = order[a];
        order[a] = order[b];
        order[b] = held;
    }

    private static int depth(int from, int to) {
        return to == from ? 0 : 2 * (Integer.SIZE - 1 - Integer.numberOfLeadingZeros(to - from));
    }

    private void introsort(int from, int end, int limit) {
        int to = end;
        int depth = limit;
        while (to - from > SMALL) {
            if (depth-- == 0) {
                partialSort(from, to, to);
                return;
            }
            int cut = partition(from, to);
            introsort(cut, to, depth);
            to = cut;
        }
    }

    private int partition(int from, int to) {
        medianToFirst(from, from + 1, from + (to - from) / 2, to - 1);
        int first = from + 1;
        int last = to;
        while (true) {
            while (less(first, from)) {
                first++;
            }
            last--;
            while (less(from, last)) {
                last--;
            }
            if (first >= last) {
                return first;
            }
            swap(first, last);
            first++;
        }
    }

    private void medianToFirst(int result, int a, int b, int c) {
        if (less(a, b)) {
            swap(result, less(b, c) ? b : less(a, c) ? c : a);
        } else {
            swap(result, less(a, c) ? a : less(b, c) ? c : b);
        }
    }

    private void insertionSort(int from, int to) {
        for (int i = from + 1; i < to; i++) {
            if (less(i, from)) {
                int held = order[i];
                System.arraycopy(order, from, order, from + 1, i - from);
                order[from] = held;
            } else {
                insert(i);
            }
        }
    }

    /** Moves an element forward to its place; something before it is not larger. */
    private void insert(int place) {
        int held = order[place];
        int at = place;
        while (keys[held] < key(at - 1)) {
            order[at] = order[at - 1];
            at--;
        }
        order[at] = held;
    }

    private void partialSort(int from, int middle, int to) {
        heapSelect(from, middle, to);
        for (int last = middle - 1; last > from; last--) {
            popHeap(from, last, last);
        }
    }

    private void heapSelect(int from, int middle, int to) {
        int length = middle - from;
        for (int parent = (length - 2) / 2; length > 1 && parent >= 0; parent--) {
            adjustHeap(from, parent, length, order[from + parent]);
        }
        for (int i = middle; i < to; i++) {
            if (less(i, from)) {
                popHeap(from, middle, i);
            }
        }
    }

    private void popHeap(int from, int last, int result) {
        int value = order[result];
        order[result] = order[from];
        adjustHeap(from, 0, last - from, value);
    }

    private void adjustHeap(int from, int top, int length, int value) {
        int hole = top;
        int child = top;
        while (child < (length - 1) / 2) {
            child = 2 * (child + 1);
            if (less(from + child, from + child - 1)) {
                child--;
            }
            order[from + hole] = order[from + child];
            hole = child;
        }
        if ((length & 1) == 0 && child == (length - 2) / 2) {
            child = 2 * child + 1;
            order[from + hole] = order[from + child];
            hole = child;
        }
        int parent = (hole - 1) / 2;
        while (hole > top && key(from + parent) < keys[value]) {
            order[from + hole] = order[from + parent];
            hole = parent;
            parent = (hole - 1) / 2;
        }
        order[from + hole] = value;
    }
}
