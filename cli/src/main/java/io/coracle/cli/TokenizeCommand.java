package io.coracle.cli;

import io.coracle.json.JsonWriter;
import io.coracle.text.tokenizer.EncodeOptions;
import io.coracle.text.tokenizer.Encoding;
import io.coracle.text.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code coracle tokenize}: texts to tokens. */
@Command(name = "tokenize", description = "Print the tokens of each text, with their ids and the part of the text they stand for.")
final class TokenizeCommand implements Callable<Integer> {

    @Mixin
    private CommonOptions common;

    @Mixin
    private ModelOption model;

    @Option(names = "--json", description = "print a line of JSON a text: ids, tokens, offsets (in UTF-16 units)")
    private boolean json;

    @Option(names = "--no-special-tokens", description = "without the tokens that the model expects around a text")
    private boolean plain;

    @Parameters(paramLabel = "TEXT", description = "texts; without any, each line of standard input is one")
    private List<String> texts = List.of();

    private final Context context;

    TokenizeCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        Tokenizer tokenizer = context.models().tokenizer(model);
        EncodeOptions options = plain ? EncodeOptions.DEFAULT.withoutSpecialTokens() : EncodeOptions.DEFAULT;
        OutputStream out = PlainOutput.of(context.terminal().out());
        Pipeline.run(Texts.of(texts, context.terminal()), text -> lines(text, tokenizer.encode(text, options)),
            new Pipeline.Sink<String>() {
                @Override
                public void accept(String line) throws IOException {
                    out.write(line.getBytes(StandardCharsets.UTF_8));
                }

                @Override
                public void flush() throws IOException {
                    out.flush();
                }
            });
        return Main.OK;
    }

    private String lines(String text, Encoding encoding) {
        return json ? asJson(encoding) : asTable(text, encoding);
    }

    private static String asJson(Encoding encoding) {
        JsonWriter out = new JsonWriter().beginObject().name("ids").beginArray();
        for (int i = 0; i < encoding.size(); i++) {
            out.value(encoding.id(i));
        }
        out.endArray().name("tokens").beginArray();
        for (int i = 0; i < encoding.size(); i++) {
            out.value(encoding.token(i));
        }
        out.endArray().name("offsets").beginArray();
        for (int i = 0; i < encoding.size(); i++) {
            out.beginArray().value(encoding.start(i)).value(encoding.end(i)).endArray();
        }
        return out.endArray().endObject() + "\n";
    }

    private static String asTable(String text, Encoding encoding) {
        int widest = 0;
        for (int i = 0; i < encoding.size(); i++) {
            widest = Math.max(widest, encoding.token(i).length());
        }
        StringBuilder table = new StringBuilder();
        for (int i = 0; i < encoding.size(); i++) {
            String token = encoding.token(i);
            table.append(" ".repeat(Math.max(0, 7 - Integer.toString(encoding.id(i)).length()))).append(encoding.id(i)).append("  ")
                .append(token);
            if (encoding.end(i) > encoding.start(i)) {
                table.append(" ".repeat(widest - token.length() + 2)).append(encoding.start(i)).append('-').append(encoding.end(i))
                    .append("  ").append(text, encoding.start(i), encoding.end(i));
            }
            table.append('\n');
        }
        return table.append(encoding.size()).append(encoding.size() == 1 ? " token\n" : " tokens\n").toString();
    }
}
