package io.coracle.text.split;

import java.util.List;

/**
 * A way to cut a text into passages. Passages come in the order of the text, begin and end with a character that is not
 * white space, and together hold every such character; neighbours may overlap. Implementations are immutable.
 */
public interface TextSplitter {

    /** The passages of a text; none when it is blank. */
    List<Passage> split(String text);

    /** The way of splitting in a few words, such as {@code recursive 200/20}: equal for splitters that split equally. */
    String settings();
}
