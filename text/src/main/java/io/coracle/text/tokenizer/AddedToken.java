package io.coracle.text.tokenizer;

/**
 * A token that is looked for in the text itself, before the model sees it.
 *
 * @param content    its text
 * @param id         its id
 * @param singleWord whether it only counts when no word character touches it
 * @param leftStrip  whether it takes the white space before it
 * @param rightStrip whether it takes the white space after it
 * @param normalized whether it is looked for in the normalised text, itself normalised, rather than in the original
 * @param special    whether decoding can leave it out
 */
record AddedToken(String content, int id, boolean singleWord, boolean leftStrip, boolean rightStrip, boolean normalized,
                  boolean special) {
}
