package io.coracle.text.tokenizer;

import io.coracle.json.Json;
import io.coracle.text.tokenizer.PostProcessor.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A tokenizer as a Hugging Face {@code tokenizer.json} describes it; its tokens are those of that project's own library.
 * Immutable and safe for use by many threads.
 *
 * {@snippet :
 * Tokenizer tokenizer = Tokenizer.fromJson(bytes);
 * Encoding encoding = tokenizer.encode("Hello, world!", EncodeOptions.DEFAULT.truncateTo(256));
 * int[] ids = encoding.ids();   // [101, 7592, 1010, 2088, 999, 102]
 * }
 *
 * <p>Text is never cut or filled unless asked for: what the file says about that is in {@link #truncation()} and
 * {@link #padding()}, for the caller to pass on or not. (The file of all-MiniLM-L6-v2 cuts and fills everything to 128.)
 */
public final class Tokenizer {

    private final TokenizerFile file;

    private Tokenizer(TokenizerFile file) {
        this.file = file;
    }

    /**
     * Reads a {@code tokenizer.json}.
     *
     * @param utf8 the content of the file
     * @throws TokenizerException when it is not JSON, not a tokenizer, or uses what is not supported; with the place
     */
    public static Tokenizer fromJson(byte[] utf8) {
        return new Tokenizer(TokenizerFile.read(() -> Json.parse(utf8)));
    }

    /**
     * Reads a {@code tokenizer.json}.
     *
     * @throws TokenizerException as {@link #fromJson(byte[])}
     */
    public static Tokenizer fromJson(String json) {
        return new Tokenizer(TokenizerFile.read(() -> Json.parse(json)));
    }

    /** The tokens of a text with the special tokens of the model around them, neither truncated nor padded. */
    public Encoding encode(String text) {
        return encode(text, EncodeOptions.DEFAULT);
    }

    /**
     * The tokens of a text.
     *
     * @throws TokenizerException when the truncation asked for is impossible, such as to fewer than the special tokens
     */
    public Encoding encode(String text, EncodeOptions options) {
        return assemble(List.of(tokenize(text)), options);
    }

    /** The tokens of two texts in one encoding, as models that compare texts read them; neither truncated nor padded. */
    public Encoding encodePair(String first, String second) {
        return encodePair(first, second, EncodeOptions.DEFAULT);
    }

    /**
     * The tokens of two texts in one encoding.
     *
     * @throws TokenizerException when the truncation asked for is impossible
     */
    public Encoding encodePair(String first, String second, EncodeOptions options) {
        return assemble(List.of(tokenize(first), tokenize(second)), options);
    }

    /**
     * An encoding of tokens that are known by their ids, of one text; none is added.
     *
     * @throws TokenizerException when an id is not in the vocabulary
     */
    public Encoding encodingOf(int[] ids) {
        String[] tokens = new String[ids.length];
        boolean[] special = new boolean[ids.length];
        int[] words = new int[ids.length];
        for (int i = 0; i < ids.length; i++) {
            int id = ids[i];
            tokens[i] = tokenOf(id).orElseThrow(() -> new TokenizerException("there is no token " + id));
            special[i] = isSpecial(tokens[i]);
            words[i] = -1;
        }
        return new Encoding(ids.clone(), new int[ids.length], tokens, new int[ids.length], new int[ids.length], words, special, 0, ids.length,
                List.of());
    }

    /** The number of tokens of a text without special tokens. */
    public int countTokens(String text) {
        return tokenize(text).size();
    }

    /** The text of some ids, without special tokens. Ids that are not in the vocabulary are left out. */
    public String decode(int[] ids) {
        return decode(ids, true);
    }

    /** The text of some ids. Ids that are not in the vocabulary are left out. */
    public String decode(int[] ids, boolean skipSpecialTokens) {
        List<String> tokens = new ArrayList<>(ids.length);
        for (int id : ids) {
            tokenOf(id).filter(token -> !(skipSpecialTokens && file.addedTokens().isSpecial(token))).ifPresent(tokens::add);
        }
        return file.decoder().map(decoder -> String.join("", decoder.decode(tokens))).orElseGet(() -> String.join(" ", tokens));
    }

    /** The id of a token, such as {@code ##ing} or {@code [MASK]}. */
    public OptionalInt idOf(String token) {
        Optional<AddedToken> added = file.addedTokens().byContent(token);
        return added.isPresent() ? OptionalInt.of(added.get().id()) : file.model().idOf(token);
    }

    /** The token of an id. */
    public Optional<String> tokenOf(int id) {
        return file.addedTokens().byId(id).map(AddedToken::content).or(() -> file.model().tokenOf(id));
    }

    /** True when a token is one of those that {@link #decode(int[])} leaves out. */
    public boolean isSpecial(String token) {
        return file.addedTokens().isSpecial(token);
    }

    /** The number of tokens, added ones included. */
    public int vocabularySize() {
        return file.model().vocabulary().size() + file.addedTokens().countBeyond(file.model().vocabulary());
    }

    /** How many special tokens the model expects around one text (around two, with {@code pair}). */
    public int specialTokenCount(boolean pair) {
        return file.postProcessor().added(pair);
    }

    /** How the file would cut encodings. */
    public Optional<Truncation> truncation() {
        return file.truncation();
    }

    /** How the file would fill encodings. */
    public Optional<Padding> padding() {
        return file.padding();
    }

    private TokenList tokenize(String string) {
        AlignedText text = AlignedText.of(string);
        TokenList out = new TokenList(8 + text.length() / 3);
        AddedTokens added = file.addedTokens();
        if (!added.areSearchedInOriginal()) {
            tokenizeNormalized(text, out);
            return out;
        }
        added.splitOriginal(text, new AddedTokens.Parts() {

            @Override
            public void text(int from, int to) {
                if (from == 0 && to == text.length()) {
                    tokenizeNormalized(text, out);
                } else if (from < to) {
                    tokenizeNormalized(text.slice(from, to), out);
                }
            }

            @Override
            public void token(AddedToken token, int from, int to) {
                add(token, text, from, to, out);
            }
        });
        return out;
    }

    /** Normalises a part of a text, and goes on from there. */
    private void tokenizeNormalized(AlignedText text, TokenList out) {
        file.normalizer().ifPresent(normalizer -> normalizer.normalize(text));
        if (!file.addedTokens().areSearchedInNormalized()) {
            tokenizePieces(text, 0, text.length(), out);
            return;
        }
        file.addedTokens().splitNormalized(text, new AddedTokens.Parts() {

            @Override
            public void text(int from, int to) {
                tokenizePieces(text, from, to, out);
            }

            @Override
            public void token(AddedToken token, int from, int to) {
                add(token, text, from, to, out);
            }
        });
    }

    private void tokenizePieces(AlignedText text, int from, int to, TokenList out) {
        if (from >= to) {
            return;
        }
        Pieces pieces = new Pieces(text, from, to);
        file.preTokenizer().ifPresent(preTokenizer -> preTokenizer.split(pieces));
        TokenModel model = file.model();
        for (int i = 0; i < pieces.count(); i++) {
            model.tokenize(pieces.text(), pieces.from(i), pieces.to(i), out);
            out.nextWord();
        }
    }

    private static void add(AddedToken token, AlignedText text, int from, int to, TokenList out) {
        out.add(token.id(), text.text(from, to), text.start(from), text.end(to - 1));
        out.nextWord();
    }

    private Encoding assemble(List<TokenList> texts, EncodeOptions options) {
        PostProcessor processor = file.postProcessor();
        Encoding encoding;
        if (options.truncation().isPresent()) {
            encoding = truncated(texts, options.truncation().get(), options.specialTokens());
        } else {
            List<Window> whole = new ArrayList<>(2);
            for (TokenList tokens : texts) {
                whole.add(new Window(tokens, 0, tokens.size()));
            }
            encoding = processor.join(whole, options.specialTokens());
        }
        return options.padding().isPresent() ? encoding.pad(options.padding().get()) : encoding;
    }

    private Encoding truncated(List<TokenList> texts, Truncation truncation, boolean specialTokens) {
        PostProcessor processor = file.postProcessor();
        int added = specialTokens ? processor.added(texts.size() == 2) : 0;
        if (truncation.maxLength() < added) {
            throw new TokenizerException("truncation to " + truncation.maxLength() + " tokens leaves no room for the "
                    + added + " special tokens of the model");
        }
        List<List<Window>> windows = Truncator.windows(texts, truncation, truncation.maxLength() - added);
        List<Encoding> overflow = new ArrayList<>();
        // In the order of the library that is followed: what goes with the kept part of the first text comes last.
        for (Window first : windows.getFirst().subList(1, windows.getFirst().size())) {
            overflow.addAll(joinAll(first, windows.subList(1, windows.size()), specialTokens));
        }
        List<Encoding> withKept = joinAll(windows.getFirst().getFirst(), windows.subList(1, windows.size()), specialTokens);
        overflow.addAll(withKept.subList(1, withKept.size()));
        return withKept.getFirst().withOverflow(overflow);
    }

    /** A window of the first text with each of the second's, if there is a second. */
    private List<Encoding> joinAll(Window first, List<List<Window>> second, boolean specialTokens) {
        if (second.isEmpty()) {
            return List.of(file.postProcessor().join(List.of(first), specialTokens));
        }
        List<Encoding> joined = new ArrayList<>();
        for (Window window : second.getFirst()) {
            joined.add(file.postProcessor().join(List.of(first, window), specialTokens));
        }
        return joined;
    }
}
