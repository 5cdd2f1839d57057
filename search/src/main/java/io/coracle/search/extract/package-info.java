/**
 * Turns the bytes of a file into plain text in which every character knows where it came from: line of the source, and page
 * where there are pages. Markdown, plain text and source code pass through unchanged, HTML goes through jsoup, PDF through
 * Apache PDFBox.
 */
package io.coracle.search.extract;
