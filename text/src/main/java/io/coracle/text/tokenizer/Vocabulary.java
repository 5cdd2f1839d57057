package io.coracle.text.tokenizer;

import io.coracle.json.IntegerMembers;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The tokens of a model with their ids. Looks up a range of code points without making a string of it: an open hash
 * table over primitive arrays, whose hash is a polynomial so that the hashes of all parts of a word come from one pass.
 */
final class Vocabulary {

    /** The base of the polynomial. */
    static final int BASE = 0x01000193;

    private final String[] tokens; // made when they are first asked for
    private final int[] ids;
    private final char[] pool; // the UTF-16 units of all tokens, one after the other
    private final int[] ends; // of the tokens in the pool
    private final int[] slots; // index of a token + 1, 0 for a free slot
    private final int[] slotHashes;
    private final int slotShift;
    private final int longest;
    private final int[] tokenOfId; // index + 1; empty when the ids are too sparse for an array
    private final Map<Integer, Integer> tokenOfSparseId;

    /**
     * Tokens in the order of their indexes.
     *
     * @param tokens no two alike
     * @param ids    as many as tokens, none negative; two tokens may share one
     */
    Vocabulary(String[] tokens, int[] ids) {
        this(String.join("", tokens).toCharArray(), ends(tokens), ids.clone());
    }

    /** The tokens that are the names of an object, with their values as ids. */
    Vocabulary(IntegerMembers members) {
        this(members.names(), members.nameEnds(), values(members));
    }

    private Vocabulary(char[] pool, int[] ends, int[] ids) {
        this.pool = pool;
        this.ends = ends;
        this.ids = ids;
        int count = ids.length;
        tokens = new String[count];
        int largestId = -1;
        for (int id : ids) {
            largestId = Math.max(largestId, id);
        }
        int slotBits = 4;
        while (1 << slotBits < 2 * count) {
            slotBits++;
        }
        slots = new int[1 << slotBits];
        slotHashes = new int[1 << slotBits];
        slotShift = 32 - slotBits;
        longest = fill();
        boolean dense = largestId < 4 * count + 1024; // a hostile id must not decide the size of an array
        tokenOfId = dense ? new int[largestId + 1] : new int[0];
        tokenOfSparseId = dense ? Map.of() : new HashMap<>();
        for (int k = 0; k < count; k++) {
            if (dense) {
                tokenOfId[ids[k]] = k + 1;
            } else {
                tokenOfSparseId.put(ids[k], k);
            }
        }
    }

    private static int[] ends(String[] tokens) {
        int[] ends = new int[tokens.length];
        int end = 0;
        for (int i = 0; i < tokens.length; i++) {
            end += tokens[i].length();
            ends[i] = end;
        }
        return ends;
    }

    private static int[] values(IntegerMembers members) {
        int[] values = new int[members.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = members.value(i);
        }
        return values;
    }

    private int fill() {
        int longestToken = 0;
        int at = 0;
        for (int i = 0; i < ids.length; i++) {
            int hash = 0;
            int length = 0;
            for (int end = ends[i]; at < end; length++) {
                int codePoint = pool[at++];
                if (codePoint >= 0xD800 && codePoint < 0xDC00 && at < end && Character.isLowSurrogate(pool[at])) {
                    codePoint = Character.toCodePoint((char) codePoint, pool[at++]);
                }
                hash = hash * BASE + codePoint;
            }
            longestToken = Math.max(longestToken, length);
            int slot = firstSlot(hash);
            while (slots[slot] != 0) {
                slot = slot + 1 & slots.length - 1;
            }
            slots[slot] = i + 1;
            slotHashes[slot] = hash;
        }
        return longestToken;
    }

    private int start(int index) {
        return index == 0 ? 0 : ends[index - 1];
    }

    private int firstSlot(int hash) {
        return (hash ^ hash >>> 15) * 0x9E3779B9 >>> slotShift;
    }

    /** The number of code points of the longest token. */
    int longest() {
        return longest;
    }

    int size() {
        return ids.length;
    }

    /** The token at an index that {@link #find} gave. */
    String token(int index) {
        String token = tokens[index];
        if (token == null) { // threads that get here together make equal ones
            token = new String(pool, start(index), ends[index] - start(index));
            tokens[index] = token;
        }
        return token;
    }

    /** The id of the token at an index that {@link #find} gave. */
    int id(int index) {
        return ids[index];
    }

    /** The id of a token. */
    OptionalInt idOf(String token) {
        int[] codePoints = new int[token.length()];
        int length = 0;
        int hash = 0;
        for (int at = 0; at < token.length();) {
            int codePoint = token.codePointAt(at);
            hash = hash * BASE + codePoint;
            codePoints[length++] = codePoint;
            at += Character.charCount(codePoint);
        }
        int index = find(hash, "", codePoints, 0, length);
        return index < 0 ? OptionalInt.empty() : OptionalInt.of(ids[index]);
    }

    /** The token of an id. */
    Optional<String> tokenOf(int id) {
        if (tokenOfId.length > 0) {
            return id >= 0 && id < tokenOfId.length && tokenOfId[id] > 0 ? Optional.of(token(tokenOfId[id] - 1)) : Optional.empty();
        }
        return Optional.ofNullable(tokenOfSparseId.get(id)).map(this::token);
    }

    /**
     * The index of the token that consists of a prefix and a range of code points, or -1.
     *
     * @param hash the polynomial over the code points of both: {@code h = 0; for each: h = h * BASE + codePoint}
     */
    int find(int hash, String prefix, int[] codePoints, int from, int to) {
        int slot = firstSlot(hash);
        while (slots[slot] != 0) {
            int index = slots[slot] - 1;
            if (slotHashes[slot] == hash && isToken(index, prefix, codePoints, from, to)) {
                return index;
            }
            slot = slot + 1 & slots.length - 1;
        }
        return -1;
    }

    private boolean isToken(int index, String prefix, int[] codePoints, int from, int to) {
        int at = start(index);
        int end = ends[index];
        if (end - at < prefix.length() + to - from) {
            return false;
        }
        for (int i = 0; i < prefix.length(); i++) {
            if (pool[at++] != prefix.charAt(i)) {
                return false;
            }
        }
        for (int i = from; i < to; i++) {
            int codePoint = codePoints[i];
            if (codePoint < 0x10000) {
                if (at == end || pool[at++] != codePoint) {
                    return false;
                }
            } else {
                if (end - at < 2 || pool[at++] != 0xD7C0 + (codePoint >> 10) || pool[at++] != (0xDC00 | codePoint & 0x3FF)) {
                    return false;
                }
            }
        }
        return at == end;
    }

    @Override
    public String toString() {
        return "vocabulary of " + ids.length + " tokens, the first " + (ids.length == 0 ? "missing" : token(0));
    }
}
