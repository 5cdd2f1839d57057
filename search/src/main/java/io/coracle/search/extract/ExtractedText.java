package io.coracle.search.extract;

/** The text of a file and where its characters stand in the file. */
public record ExtractedText(String text, SourceMap places) {
}
