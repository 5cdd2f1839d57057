package io.coracle.json;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;

/**
 * The members of an object whose values are all integers of at most nine digits, none negative: a vocabulary has 30,000 of them, and
 * this keeps them in five arrays instead of as many objects. Members are numbered in the order in which they were written.
 */
public final class IntegerMembers extends AbstractMap<String, JsonValue> {
    private static final int FIRST_CAPACITY = 8;
    private static final int UNITS_PER_NAME = 8;

    private char[] units = new char[FIRST_CAPACITY * UNITS_PER_NAME]; // of all names, one after the other
    private int[] ends = new int[FIRST_CAPACITY];
    private int[] hashes = new int[FIRST_CAPACITY]; // of the names
    private int[] values = new int[FIRST_CAPACITY];
    private int[] slots = new int[2 * FIRST_CAPACITY]; // an open hash table: the number of a member + 1, 0 for a free slot
    private int size;

    IntegerMembers() {}

    /** Adds a member whose name is a range of units; false when there is one of that name. */
    boolean add(char[] text, int from, int to, int value) {
        if (size == values.length) {
            grow();
        }
        int hash = hash(text, from, to);
        int slot = slot(hash, text, from, to);
        if (slots[slot] != 0) {
            return false;
        }
        int start = start(size);
        int end = Math.addExact(start, to - from);
        if (end > units.length) {
            units = Arrays.copyOf(units, Math.max(end, 2 * units.length));
        }
        for (int i = from, at = start; i < to; i++) { // names are short
            units[at++] = text[i];
        }
        ends[size] = end;
        hashes[size] = hash;
        values[size] = value;
        slots[slot] = ++size;
        return true;
    }

    private void grow() {
        values = Arrays.copyOf(values, 2 * size);
        ends = Arrays.copyOf(ends, 2 * size);
        hashes = Arrays.copyOf(hashes, 2 * size);
        slots = new int[4 * size];
        for (int i = 0; i < size; i++) { // all are different
            int slot = firstSlot(hashes[i]);
            while (slots[slot] != 0) {
                slot = slot + 1 & slots.length - 1;
            }
            slots[slot] = i + 1;
        }
    }

    private static int hash(char[] text, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + text[i];
        }
        return hash;
    }

    private int firstSlot(int hash) {
        return (hash ^ hash >>> 15) & slots.length - 1;
    }

    /** Where a name is in the table, or the free place where it belongs. */
    private int slot(int hash, char[] text, int from, int to) {
        int slot = firstSlot(hash);
        while (slots[slot] != 0 && !(hashes[slots[slot] - 1] == hash && isName(slots[slot] - 1, text, from, to))) {
            slot = slot + 1 & slots.length - 1;
        }
        return slot;
    }

    private boolean isName(int member, char[] text, int from, int to) {
        int at = start(member);
        if (ends[member] - at != to - from) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (units[at++] != text[i]) {
                return false;
            }
        }
        return true;
    }

    private int start(int member) {
        return member == 0 ? 0 : ends[member - 1];
    }

    /** The name of a member. */
    public String name(int member) {
        return new String(units, start(member), ends[member] - start(member));
    }

    /** The value of a member. */
    public int value(int member) {
        return values[member];
    }

    /** The UTF-16 units of all names, one after the other. */
    public char[] names() {
        return Arrays.copyOf(units, start(size));
    }

    /** Where the name of each member ends in {@link #names}. */
    public int[] nameEnds() {
        return Arrays.copyOf(ends, size);
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public boolean containsKey(Object key) {
        return get(key) != null;
    }

    @Override
    public JsonValue get(Object key) {
        if (!(key instanceof String name)) {
            return null;
        }
        char[] text = name.toCharArray();
        int found = slots[slot(hash(text, 0, text.length), text, 0, text.length)];
        return found == 0 ? null : JsonNumber.of(values[found - 1]);
    }

    @Override
    public Set<Map.Entry<String, JsonValue>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public int size() {
                return size;
            }

            @Override
            public Iterator<Map.Entry<String, JsonValue>> iterator() {
                return new Iterator<>() {
                    private int next;

                    @Override
                    public boolean hasNext() {
                        return next < size;
                    }

                    @Override
                    public Map.Entry<String, JsonValue> next() {
                        if (next >= size) {
                            throw new NoSuchElementException();
                        }
                        int member = next++;
                        return Map.entry(name(member), JsonNumber.of(values[member]));
                    }
                };
            }
        };
    }
}
