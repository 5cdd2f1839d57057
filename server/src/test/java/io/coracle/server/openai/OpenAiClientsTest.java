package io.coracle.server.openai;

import static io.coracle.server.Vectors.json;
import static io.coracle.server.Vectors.member;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.errors.BadRequestException;
import com.openai.errors.UnprocessableEntityException;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import io.coracle.Embedder;
import io.coracle.json.JsonString;
import io.coracle.server.TestServer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.ai.openai.OpenAiEmbeddingOptions;

/** OpenAI's own client, LangChain4j's and Spring AI's, told nothing but another address. */
class OpenAiClientsTest {

    private static TestServer server;
    private static Embedder embedder;
    private static OpenAIClient openAi;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        embedder = Embedder.allMiniLmL6V2();
        openAi = OpenAIOkHttpClient.builder().baseUrl(server.at("/v1").toString()).apiKey("unused").maxRetries(0).build();
    }

    @AfterAll
    static void stop() {
        openAi.close();
        server.close();
        embedder.close();
    }

    private static float[] floats(List<Float> numbers) {
        float[] vector = new float[numbers.size()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = numbers.get(i);
        }
        return vector;
    }

    @Test
    void openAisOwnClientEmbeds() {
        CreateEmbeddingResponse response = openAi.embeddings().create(EmbeddingCreateParams.builder().model("text-embedding-3-small")
            .inputOfArrayOfStrings(List.of("hello", "good morning")).build());
        assertEquals("all-MiniLM-L6-v2", response.model());
        assertEquals(7, response.usage().promptTokens());
        assertEquals(7, response.usage().totalTokens());
        assertEquals(1, response.data().getLast().index());
        assertArrayEquals(embedder.embed("hello"), floats(response.data().getFirst().embedding()), 1e-7f);
        assertArrayEquals(embedder.embed("good morning"), floats(response.data().getLast().embedding()), 1e-7f);
    }

    @Test
    void openAisOwnClientSendsTokensAndAsksForFewerDimensions() {
        List<Long> ids = Arrays.stream(embedder.tokenizer().encode("hello").ids()).asLongStream().boxed().toList();
        CreateEmbeddingResponse whole = openAi.embeddings().create(EmbeddingCreateParams.builder().model("any")
            .inputOfArrayOfTokenArrays(List.of(ids)).encodingFormat(EmbeddingCreateParams.EncodingFormat.FLOAT).build());
        assertArrayEquals(embedder.embed("hello"), floats(whole.data().getFirst().embedding()), 1e-7f);
        CreateEmbeddingResponse few = openAi.embeddings().create(EmbeddingCreateParams.builder().model("any").input("hello").dimensions(32).build());
        assertEquals(32, few.data().getFirst().embedding().size());
    }

    @Test
    void openAisOwnClientUnderstandsWhatWasWrong() {
        assertTrue(assertThrows(BadRequestException.class, () -> openAi.embeddings().create(EmbeddingCreateParams.builder().model("any").input("")
            .build())).getMessage().contains("cannot be empty"));
        assertTrue(assertThrows(UnprocessableEntityException.class, () -> openAi.embeddings().create(EmbeddingCreateParams.builder().model("any")
            .input("a").dimensions(9999).build())).getMessage().contains("at most 384"));
    }

    @Test
    void openAisOwnClientListsModels() {
        assertEquals("all-MiniLM-L6-v2", openAi.models().list().data().getFirst().id());
        assertEquals("coracle", openAi.models().retrieve("all-MiniLM-L6-v2").ownedBy());
    }

    @Test
    void base64IsTheSameNumbers() {
        String answer = server.post("/v1/embeddings", "{\"input\":\"hello\",\"encoding_format\":\"base64\"}").body();
        String text = ((JsonString) member(io.coracle.server.Vectors.elements(member(json(answer), "data")).getFirst(), "embedding")).value();
        float[] vector = new float[384];
        ByteBuffer.wrap(Base64.getDecoder().decode(text)).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(vector);
        assertArrayEquals(embedder.embed("hello"), vector);
    }

    @Test
    void langChain4jEmbeds() {
        OpenAiEmbeddingModel model = OpenAiEmbeddingModel.builder().baseUrl(server.at("/v1").toString()).apiKey("unused")
            .modelName("all-MiniLM-L6-v2").build();
        assertArrayEquals(embedder.embed("hello"), model.embed("hello").content().vector(), 1e-7f);
        assertEquals(2, model.embedAll(List.of(TextSegment.from("a"), TextSegment.from("b"))).content().size());
        assertEquals(384, model.dimension());
    }

    @Test
    void springAiEmbeds() {
        var model = org.springframework.ai.openai.OpenAiEmbeddingModel.builder().options(OpenAiEmbeddingOptions.builder()
            .baseUrl(server.at("/v1").toString()).apiKey("unused").model("all-MiniLM-L6-v2").build()).build();
        assertArrayEquals(embedder.embed("hello"), model.embed("hello"), 1e-7f);
        assertEquals(2, model.embed(List.of("a", "b")).size());
    }
}
