package io.coracle.bench.peer;

import io.coracle.bench.data.EmbeddingModel;
import java.util.Arrays;

/** The smallest program that embeds a text with LangChain4j's in-process model. */
public final class LangChainHello {
    private LangChainHello() {}

    /** Arguments: {@code f32} or {@code int8}, the text. */
    public static void main(String[] arguments) {
        System.out.println(Arrays.toString(LangChain.open(EmbeddingModel.valueOf(arguments[0])).embed(arguments[1]).content().vector()));
        System.exit(0); // its worker threads would keep the process alive for a second
    }
}
