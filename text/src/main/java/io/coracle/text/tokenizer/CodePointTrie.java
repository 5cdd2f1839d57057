package io.coracle.text.tokenizer;

import java.util.Arrays;

/** A set of code point strings, each with a value, that finds the longest one beginning at a place in a text. */
final class CodePointTrie {

    private static final int ROOT = 0;

    private int[] parents = new int[16]; // edges in an open hash table: parent node, code point → child node
    private int[] labels = new int[16];
    private int[] children = new int[16]; // 0 marks a free slot: no edge leads to the root
    private int[] values = new int[16]; // of a node: value + 1, 0 for none
    private int nodes = 1;
    private final boolean[] asciiStarts = new boolean[0x80];
    private boolean otherStarts;

    boolean isEmpty() {
        return nodes == 1;
    }

    /** Adds a string that is not empty; a string that is there already keeps its value. */
    void add(int[] codePoints, int value) {
        int node = ROOT;
        for (int codePoint : codePoints) {
            node = childOrNew(node, codePoint);
        }
        if (values[node] == 0) {
            values[node] = value + 1;
        }
        if (codePoints[0] < 0x80) {
            asciiStarts[codePoints[0]] = true;
        } else {
            otherStarts = true;
        }
    }

    /** Receives a match. */
    interface Sink {

        /** The string of that value lies at {@code from..to}. */
        void match(int from, int to, int value);
    }

    /** Finds the strings in a range of a text, the leftmost first, of several at one place the longest, never overlapping. */
    void findAll(AlignedText text, Sink sink) {
        int[] codePoints = text.codePoints();
        int length = text.length();
        for (int at = 0; at < length;) {
            int codePoint = codePoints[at];
            int to = -1;
            int value = 0;
            if (codePoint < 0x80 ? asciiStarts[codePoint] : otherStarts) {
                int node = ROOT;
                for (int i = at; i < length; i++) {
                    node = child(node, codePoints[i]);
                    if (node == ROOT) {
                        break;
                    }
                    if (values[node] != 0) {
                        to = i + 1;
                        value = values[node] - 1;
                    }
                }
            }
            if (to > 0) {
                sink.match(at, to, value);
                at = to;
            } else {
                at++;
            }
        }
    }

    private int child(int node, int codePoint) {
        return children[slot(node, codePoint)];
    }

    private int childOrNew(int node, int codePoint) {
        int slot = slot(node, codePoint);
        if (children[slot] != 0) {
            return children[slot];
        }
        if (2 * nodes >= children.length) {
            grow();
            slot = slot(node, codePoint);
        }
        if (nodes == values.length) {
            values = Arrays.copyOf(values, 2 * nodes);
        }
        parents[slot] = node;
        labels[slot] = codePoint;
        children[slot] = nodes;
        return nodes++;
    }

    private int slot(int node, int codePoint) {
        int mask = children.length - 1;
        int slot = (node * 0x9E3779B9 ^ codePoint * 0x85EBCA6B) >>> 7 & mask;
        while (children[slot] != 0 && (parents[slot] != node || labels[slot] != codePoint)) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void grow() {
        int[] oldParents = parents;
        int[] oldLabels = labels;
        int[] oldChildren = children;
        parents = new int[2 * oldParents.length];
        labels = new int[parents.length];
        children = new int[parents.length];
        for (int i = 0; i < oldChildren.length; i++) {
            if (oldChildren[i] != 0) {
                int slot = slot(oldParents[i], oldLabels[i]);
                parents[slot] = oldParents[i];
                labels[slot] = oldLabels[i];
                children[slot] = oldChildren[i];
            }
        }
    }
}
