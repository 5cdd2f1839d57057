package io.coracle.server.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coracle.Embedder;
import io.coracle.json.JsonWriter;
import io.coracle.search.Document;
import io.coracle.search.SearchIndex;
import io.coracle.server.CoracleServer;
import io.coracle.server.Settings;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server is killed (SIGKILL, as kill -9 sends it) at random moments while clients add, replace and delete documents. What it
 * acknowledged has to be there afterwards. {@code -Dcoracle.kills=100} does it that often.
 */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class KilledServerTest {
    private static final String INDEX = "notes";
    private static final int CLIENTS = 4;
    private static final int ROUNDS = Integer.getInteger("coracle.kills", 3);
    private static final int LONGEST_LIFE_MILLIS = 700;
    private static final int MOST_PATIENCE_MILLIS = 60_000;

    @TempDir
    Path folder;

    /** The server that is killed. */
    static final class Victim {
        public static void main(String[] arguments) throws IOException {
            CoracleServer server = CoracleServer.start(Settings.of(Map.of("port", "0", "index-folder", arguments[0])));
            System.out.println(server.port());
            // The end of the test is the end of the input, also when the test dies first.
            while (System.in.read() >= 0) {
                continue;
            }
            System.exit(1);
        }
    }

    /** One client's documents: what the server said of them last, and what it was asked since. */
    private static final class Client {
        private final int number;
        private final Random random;
        private final AtomicInteger acknowledged;
        /** Text by id of what was acknowledged to be there; ids of what was acknowledged to be gone have none. */
        private final Map<String, Optional<String>> known = new HashMap<>();
        /** What the request asked for that has not been answered: either way is right for these. */
        private final Map<String, Optional<String>> asked = new HashMap<>();
        private int counter;

        Client(int number, long seed, AtomicInteger acknowledged) {
            this.number = number;
            this.random = new Random(seed + number);
            this.acknowledged = acknowledged;
        }

        /** Sends requests until the server no longer answers. */
        void run(URI address, HttpClient http) throws InterruptedException {
            asked.clear();
            while (true) {
                HttpRequest request = next(address);
                try {
                    HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
                    assertEquals(200, response.statusCode(), response.body());
                } catch (IOException e) {
                    return;
                }
                known.putAll(asked);
                acknowledged.addAndGet(asked.size());
                asked.clear();
            }
        }

        private HttpRequest next(URI address) {
            JsonWriter json = new JsonWriter().beginObject();
            // Where nothing was ever added there is no index to delete from, which a server says.
            boolean delete = known.values().stream().anyMatch(Optional::isPresent) && random.nextInt(5) == 0;
            json.name(delete ? "ids" : "documents").beginArray();
            for (int i = 0; i <= random.nextInt(3); i++) {
                String id = id(delete);
                if (asked.containsKey(id)) {
                    continue;
                }
                if (delete) {
                    asked.put(id, Optional.empty());
                    json.value(id);
                } else {
                    String text = "Text " + counter++ + " of client " + number + ".\n\n" + "More of it. ".repeat(random.nextInt(40));
                    asked.put(id, Optional.of(text));
                    json.beginObject().name("id").value(id).name("text").value(text).endObject();
                }
            }
            HttpRequest.BodyPublisher body = BodyPublishers.ofString(json.endArray().endObject().toString());
            return HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(60)).header("Content-Type", "application/json")
                .method(delete ? "DELETE" : "POST", body).build();
        }

        private String id(boolean existing) {
            List<String> ids = new ArrayList<>(known.keySet());
            return existing || !ids.isEmpty() && random.nextInt(3) == 0 ? ids.get(random.nextInt(ids.size())) : number + "-" + counter;
        }

        /** Compares with what is on disk, which is what is known from now on. */
        void check(Map<String, Document.Version> onDisk, String round) {
            Set<String> ids = new HashSet<>(known.keySet());
            ids.addAll(asked.keySet());
            for (String id : ids) {
                Optional<String> actual = Optional.ofNullable(onDisk.get(id)).map(Document.Version::hash);
                Optional<String> before = known.getOrDefault(id, Optional.empty());
                Optional<String> after = asked.getOrDefault(id, before);
                boolean isBefore = actual.equals(hash(id, before));
                assertTrue(isBefore || actual.equals(hash(id, after)), () -> round + ": document " + id + " is "
                    + (actual.isEmpty() ? "missing" : "another") + "; " + (before.isPresent() ? "it was added" : "it was deleted")
                    + (asked.containsKey(id) ? ", and a change was under way" : ""));
                known.put(id, isBefore ? before : after);
            }
        }

        private static Optional<String> hash(String id, Optional<String> text) {
            return text.map(t -> Document.of(id, t).version().hash());
        }
    }

    @Test
    void acknowledgedChangesSurviveTheServersDeath() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        AtomicInteger acknowledged = new AtomicInteger();
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(new Client(i, seed, acknowledged));
        }
        try (Embedder embedder = Embedder.allMiniLmL6V2()) {
            for (int round = 0; round < ROUNDS; round++) {
                // Some servers die before they have acknowledged anything, but not all of them, however slow the machine is.
                int target = round % 2 == 0 ? acknowledged.get() : acknowledged.get() + 1;
                letLive(random.nextInt(LONGEST_LIFE_MILLIS), clients, () -> acknowledged.get() >= target);
                Map<String, Document.Version> onDisk = onDisk(embedder);
                for (Client client : clients) {
                    client.check(onDisk, "seed " + seed + ", round " + round);
                }
            }
        }
        assertTrue(acknowledged.get() > 0, "no server acknowledged anything");
    }

    /** Starts a server, has clients at it, and kills it some milliseconds after it has done enough. */
    private void letLive(int millis, List<Client> clients, BooleanSupplier enough) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(java, "--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1", "-Xmx512m", "-cp",
            System.getProperty("java.class.path"), Victim.class.getName(), folder.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
             ExecutorService threads = Executors.newFixedThreadPool(CLIENTS); BufferedReader output = process.inputReader()) {
            URI address = URI.create("http://127.0.0.1:" + output.readLine() + "/v1/indexes/" + INDEX + "/documents");
            List<Future<?>> running = new ArrayList<>();
            for (Client client : clients) {
                running.add(threads.submit(() -> {
                    client.run(address, http);
                    return null;
                }));
            }
            for (int i = 0; i < MOST_PATIENCE_MILLIS && !enough.getAsBoolean(); i++) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
            TimeUnit.MILLISECONDS.sleep(millis);
            process.destroyForcibly().waitFor();
            for (Future<?> client : running) {
                client.get();
            }
        } finally {
            process.destroyForcibly();
        }
    }

    private Map<String, Document.Version> onDisk(Embedder embedder) {
        if (!new IndexFolders(folder).exists(new IndexName(INDEX))) {
            return Map.of();
        }
        try (SearchIndex index = SearchIndex.open(folder.resolve(INDEX), embedder)) {
            Map<String, Document.Version> versions = index.versions();
            assertEquals(versions.size(), index.ids().size(), "documents that are there in part");
            return versions;
        }
    }
}
