package io.coracle.op.text;

import java.util.ArrayList;
import java.util.List;

/**
 * A regular expression, matched in time proportional to the text: all ways through the pattern are followed at once, one character
 * after the other, so that no pattern can make it hang. The platforms' own would differ between a JVM and a browser.
 */
final class Regex {
    static final int UNLIMITED = -1;
    /** Steps of a pattern whose repetitions are written out. */
    private static final int MOST_STEPS = 20_000;

    /** What a pattern is made of. */
    sealed interface Node {}

    record Sequence(List<Node> parts) implements Node {}

    record Choice(List<Node> options) implements Node {}

    /** @param most {@link #UNLIMITED} where there is no limit */
    record Repeat(Node node, int least, int most) implements Node {}

    record Assert(Assertion assertion) implements Node {}

    /** What holds between two characters. */
    enum Assertion { START, END, WORD_EDGE, NO_WORD_EDGE }

    /** Code points, as ranges in order: from, to (inclusive), from, to … */
    record CharacterSet(int[] ranges) implements Node {
        static final CharacterSet NONE = new CharacterSet(new int[0]);
        static final CharacterSet DIGITS = of('0', '9');
        static final CharacterSet WORD = DIGITS.or(of('A', 'Z')).or(of('_', '_')).or(of('a', 'z'));
        static final CharacterSet SPACE = of('\t', '\n').or(of('\f', '\r')).or(of(' ', ' '));

        static CharacterSet of(int from, int to) {
            return new CharacterSet(new int[] {from, to});
        }

        boolean isSingle() {
            return ranges.length == 2 && ranges[0] == ranges[1];
        }

        int first() {
            return ranges[0];
        }

        boolean contains(int codePoint) {
            for (int i = 0; i < ranges.length; i += 2) {
                if (codePoint >= ranges[i] && codePoint <= ranges[i + 1]) {
                    return true;
                }
            }
            return false;
        }

        CharacterSet or(CharacterSet other) {
            return negated().and(other.negated()).negated();
        }

        private CharacterSet and(CharacterSet other) {
            List<int[]> both = new ArrayList<>();
            for (int i = 0; i < ranges.length; i += 2) {
                for (int j = 0; j < other.ranges.length; j += 2) {
                    int from = Math.max(ranges[i], other.ranges[j]);
                    int to = Math.min(ranges[i + 1], other.ranges[j + 1]);
                    if (from <= to) {
                        both.add(new int[] {from, to});
                    }
                }
            }
            int[] flat = new int[2 * both.size()];
            for (int i = 0; i < both.size(); i++) {
                flat[2 * i] = both.get(i)[0];
                flat[2 * i + 1] = both.get(i)[1];
            }
            return new CharacterSet(flat);
        }

        CharacterSet negated() {
            int[] outside = new int[ranges.length + 2];
            int count = 0;
            int from = 0;
            for (int i = 0; i < ranges.length; i += 2) {
                if (ranges[i] > from) {
                    outside[count++] = from;
                    outside[count++] = ranges[i] - 1;
                }
                from = ranges[i + 1] + 1;
            }
            if (from <= Character.MAX_CODE_POINT) {
                outside[count++] = from;
                outside[count++] = Character.MAX_CODE_POINT;
            }
            int[] exact = new int[count];
            System.arraycopy(outside, 0, exact, 0, count);
            return new CharacterSet(exact);
        }
    }

    /** One step of the pattern; where it goes on is the number of another step. */
    private sealed interface Step {
        record Consume(CharacterSet set) implements Step {}

        record Fork(int first, int second) implements Step {}

        record Check(Assertion assertion) implements Step {}

        record Done() implements Step {}
    }

    private final List<Step> steps = new ArrayList<>();
    private int written;

    private Regex() {}

    /** Throws {@link IllegalArgumentException} when the pattern is none, is not supported, or is too large. */
    static Regex compile(String pattern) {
        Regex regex = new Regex();
        regex.write(RegexParser.parse(pattern));
        regex.add(new Step.Done());
        return regex;
    }

    private int add(Step step) {
        if (steps.size() >= MOST_STEPS) {
            throw tooLarge();
        }
        steps.add(step);
        return steps.size() - 1;
    }

    private static IllegalArgumentException tooLarge() {
        return new IllegalArgumentException("its repetitions make more than " + MOST_STEPS + " steps");
    }

    private void write(Node node) {
        if (++written > MOST_STEPS) { // empty groups, repeated and repeated, make no steps
            throw tooLarge();
        }
        switch (node) {
            case CharacterSet set -> add(new Step.Consume(set));
            case Assert(Assertion assertion) -> add(new Step.Check(assertion));
            case Sequence(List<Node> parts) -> parts.forEach(this::write);
            case Choice(List<Node> options) -> {
                List<Integer> ends = new ArrayList<>();
                for (int i = 0; i < options.size(); i++) {
                    int fork = i < options.size() - 1 ? add(new Step.Done()) : -1;
                    write(options.get(i));
                    if (fork >= 0) {
                        ends.add(add(new Step.Done()));
                        steps.set(fork, new Step.Fork(fork + 1, steps.size()));
                    }
                }
                ends.forEach(end -> steps.set(end, new Step.Fork(steps.size(), steps.size())));
            }
            case Repeat repeat -> write(repeat);
        }
    }

    private void write(Repeat repeat) {
        for (int i = 0; i < repeat.least(); i++) {
            write(repeat.node());
        }
        if (repeat.most() == UNLIMITED) {
            int fork = add(new Step.Done());
            write(repeat.node());
            int back = add(new Step.Fork(fork, fork));
            steps.set(fork, new Step.Fork(fork + 1, back + 1));
            return;
        }
        List<Integer> forks = new ArrayList<>();
        for (int i = repeat.least(); i < repeat.most(); i++) {
            forks.add(add(new Step.Done()));
            write(repeat.node());
        }
        forks.forEach(fork -> steps.set(fork, new Step.Fork(fork + 1, steps.size())));
    }

    /** Whether all of a text matches. */
    boolean matches(String text) {
        States now = new States(steps.size());
        States then = new States(steps.size());
        follow(0, text, 0, now);
        int at = 0;
        while (at < text.length() && now.count > 0) {
            int codePoint = text.codePointAt(at);
            at += Character.charCount(codePoint);
            for (int i = 0; i < now.count; i++) {
                int state = now.list[i];
                if (steps.get(state) instanceof Step.Consume(CharacterSet set) && set.contains(codePoint)) {
                    follow(state + 1, text, at, then);
                }
            }
            States spare = now;
            now = then;
            then = spare;
            then.clear();
        }
        return at == text.length() && now.holds(steps.size() - 1);
    }

    /** Adds a step and all that can be reached from it without a character. */
    private void follow(int from, String text, int at, States states) {
        List<Integer> open = new ArrayList<>(List.of(from));
        while (!open.isEmpty()) {
            int state = open.removeLast();
            if (!states.add(state)) {
                continue;
            }
            switch (steps.get(state)) {
                case Step.Fork(int first, int second) -> {
                    open.add(second);
                    open.add(first);
                }
                case Step.Check(Assertion assertion) -> {
                    if (holds(assertion, text, at)) {
                        open.add(state + 1);
                    }
                }
                case Step.Consume consume -> { }
                case Step.Done done -> { }
            }
        }
    }

    private static boolean holds(Assertion assertion, String text, int at) {
        return switch (assertion) {
            case START -> at == 0;
            case END -> at == text.length();
            case WORD_EDGE -> isWord(text, at - 1) != isWord(text, at);
            case NO_WORD_EDGE -> isWord(text, at - 1) == isWord(text, at);
        };
    }

    private static boolean isWord(String text, int at) {
        return at >= 0 && at < text.length() && CharacterSet.WORD.contains(text.charAt(at));
    }

    /** Numbers of steps, each once. */
    private static final class States {
        private final int[] list;
        private final boolean[] there;
        private int count;

        States(int capacity) {
            list = new int[capacity];
            there = new boolean[capacity];
        }

        boolean add(int state) {
            if (there[state]) {
                return false;
            }
            there[state] = true;
            list[count++] = state;
            return true;
        }

        boolean holds(int state) {
            return there[state];
        }

        void clear() {
            for (int i = 0; i < count; i++) {
                there[list[i]] = false;
            }
            count = 0;
        }
    }
}
