package io.coracle.text.tokenizer;

import java.util.Optional;

/**
 * What to do around the tokens of a text. Immutable; each method gives a changed copy.
 *
 * @param specialTokens whether to add those of the model, such as {@code [CLS]} and {@code [SEP]}
 * @param truncation    how to cut what is too long, empty to leave it
 * @param padding       how to fill what is too short, empty to leave it
 */
public record EncodeOptions(boolean specialTokens, Optional<Truncation> truncation, Optional<Padding> padding) {

    /** With special tokens; neither truncated nor padded. */
    public static final EncodeOptions DEFAULT = new EncodeOptions(true, Optional.empty(), Optional.empty());

    /** Cuts the end off so that at most {@code maxLength} tokens remain, special tokens included. */
    public EncodeOptions truncateTo(int maxLength) {
        return truncate(Truncation.to(maxLength));
    }

    /** Cuts as told. */
    public EncodeOptions truncate(Truncation how) {
        return new EncodeOptions(specialTokens, Optional.of(how), padding);
    }

    /** Fills as told. */
    public EncodeOptions pad(Padding how) {
        return new EncodeOptions(specialTokens, truncation, Optional.of(how));
    }

    /** Adds no special tokens. */
    public EncodeOptions withoutSpecialTokens() {
        return new EncodeOptions(false, truncation, padding);
    }
}
