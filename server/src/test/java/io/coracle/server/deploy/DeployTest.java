package io.coracle.server.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.coracle.json.Json;
import io.coracle.json.JsonArray;
import io.coracle.json.JsonString;
import io.coracle.json.JsonValue;
import io.coracle.server.AllSettings;
import io.coracle.server.Setting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What can be said of the files in deploy/ without a container engine, a cluster, or a system that may be changed. */
class DeployTest {
    private static final Path ROOT = Path.of(System.getProperty("user.dir")).toAbsolutePath().getParent();
    private static final Path DEPLOY = ROOT.resolve("deploy");
    private static final Set<String> INSTRUCTIONS = Set.of("FROM", "WORKDIR", "COPY", "RUN", "USER", "ENV", "VOLUME", "EXPOSE", "HEALTHCHECK", "ENTRYPOINT");

    /** An instruction of a Dockerfile, with the lines that continue it. */
    private record Instruction(String name, String rest) {
    }

    private static List<Instruction> instructions(String file) throws IOException {
        List<Instruction> all = new ArrayList<>();
        String text = Files.readString(DEPLOY.resolve(file)).replaceAll("(?m)^#.*\n", "").replaceAll("\\\\\n\\s*", "");
        for (String line : text.lines().filter(l -> !l.isBlank()).toList()) {
            String[] parts = line.split(" ", 2);
            all.add(new Instruction(parts[0], parts[1]));
        }
        return all;
    }

    @ParameterizedTest
    @ValueSource(strings = {"alpine.Dockerfile", "distroless.Dockerfile"})
    void aDockerfileHasInstructionsThatExistAndFilesThatExist(String file) throws IOException {
        for (Instruction instruction : instructions(file)) {
            assertTrue(INSTRUCTIONS.contains(instruction.name()), instruction.name());
            if (instruction.name().equals("FROM")) {
                String image = instruction.rest().split(" ")[0];
                assertTrue(image.contains(":") && !image.endsWith(":latest"), image + " may be anything tomorrow");
            }
            if (instruction.name().equals("COPY") && !instruction.rest().startsWith("--from")) {
                assertTrue(Files.exists(ROOT.resolve(instruction.rest().split(" ")[0])), instruction.rest());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"alpine.Dockerfile", "distroless.Dockerfile"})
    void anImageRunsTheServerAndNotAsRoot(String file) throws IOException {
        List<Instruction> all = instructions(file);
        assertEquals(List.of("65532:65532"), all.stream().filter(i -> i.name().equals("USER")).map(Instruction::rest).toList());
        Instruction entry = all.getLast();
        assertEquals("ENTRYPOINT", entry.name());
        List<String> command = ((JsonArray) Json.parse(entry.rest())).elements().stream().map(DeployTest::text).toList();
        assertEquals("serve", command.getLast());
        // Recorded and run with the same options, or else the class cache is not used.
        assertTrue(command.contains("@/opt/coracle/java.options") && command.contains("-XX:AOTCache=/opt/coracle/serve.aot"), entry.rest());
    }

    @ParameterizedTest
    @ValueSource(strings = {"alpine.Dockerfile", "distroless.Dockerfile"})
    void variablesOfAnImageAreSettings(String file) throws IOException {
        Set<String> known = AllSettings.LIST.stream().map(Setting::environment).collect(Collectors.toSet());
        String variables = instructions(file).stream().filter(i -> i.name().equals("ENV")).map(Instruction::rest).findFirst().orElseThrow();
        for (String variable : variables.split(" ")) {
            String name = variable.substring(0, variable.indexOf('='));
            assertTrue(known.contains(name) || name.equals("CORACLE_HOME"), name);
        }
        assertTrue(variables.contains("CORACLE_HOST=0.0.0.0") && variables.contains("PORT=3000"), variables);
    }

    @Test
    void scriptsAreValidShell() throws Exception {
        try (Stream<Path> files = Files.list(DEPLOY)) {
            for (Path script : files.filter(f -> f.toString().endsWith(".sh")).toList()) {
                assertTrue(Files.isExecutable(script), script.toString());
                Result result = run("sh", "-n", script.toString());
                assertEquals(0, result.exitCode(), script + ": " + result.output());
            }
        }
    }

    @Test
    void theServerUnderKubernetesIsProbedLimitedAndLocked() throws IOException {
        Map<String, Object> set = yaml("statefulset.yaml");
        assertEquals("StatefulSet", set.get("kind"));
        Map<String, Object> pod = at(set, "spec", "template", "spec");
        Map<String, Object> container = first(pod, "containers");
        assertEquals("/health/live", at(container, "livenessProbe", "httpGet").get("path"));
        assertEquals("/health/ready", at(container, "readinessProbe", "httpGet").get("path"));
        assertTrue(at(container, "resources", "limits").keySet().containsAll(Set.of("cpu", "memory")));
        assertEquals(true, at(container, "securityContext").get("readOnlyRootFilesystem"));
        assertEquals(true, at(pod, "securityContext").get("runAsNonRoot"));
        assertEquals(first(container, "ports").get("name"), first(at(yaml("service.yaml"), "spec"), "ports").get("targetPort"));
        assertEquals("API_KEY", first(container, "env").get("name"));
        assertEquals(1, at(set, "spec").get("replicas"), "one process at a time may have the indexes");
    }

    @Test
    void everyManifestIsPartOfTheWhole() throws IOException {
        Set<String> listed = Set.copyOf(strings(yaml("kustomization.yaml"), "resources"));
        try (Stream<Path> files = Files.list(DEPLOY.resolve("kubernetes"))) {
            assertEquals(files.map(f -> f.getFileName().toString()).filter(n -> !n.equals("kustomization.yaml")).collect(Collectors.toSet()), listed);
        }
    }

    @Test
    void theUnitIsOneThatSystemdTakes() throws Exception {
        String unit = Files.readString(DEPLOY.resolve("coracle.service"));
        assertFalse(unit.lines().anyMatch(line -> line.startsWith("MemoryDenyWriteExecute")), "the JVM could not start");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/systemd-analyze")), "systemd-analyze is not installed");
        // A copy whose program exists: where it is installed is none of this machine's business.
        Path copy = Files.createTempDirectory("unit").resolve("coracle.service");
        Files.writeString(copy, unit.replace("/opt/coracle/bin/coracle-server", "/bin/true"));
        Result result = run("/usr/bin/systemd-analyze", "verify", "--man=no", copy.toString());
        assumeTrue(!result.output().contains("Failed to initialize manager"), "systemd-analyze cannot run here: " + result.output());
        assertEquals(0, result.exitCode(), result.output());
        assertFalse(result.output().contains("coracle.service"), result.output());
    }

    private record Result(int exitCode, String output) {
    }

    private static Result run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }

    private static Map<String, Object> yaml(String file) throws IOException {
        return map(new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(DEPLOY.resolve("kubernetes").resolve(file))));
    }

    private static Map<String, Object> at(Map<String, Object> map, String... path) {
        Map<String, Object> at = map;
        for (String name : path) {
            at = map(at.get(name));
        }
        return at;
    }

    private static Map<String, Object> first(Map<String, Object> map, String name) {
        return map(((List<?>) map.get(name)).getFirst());
    }

    private static List<String> strings(Map<String, Object> map, String name) {
        return ((List<?>) map.get(name)).stream().map(Object::toString).toList();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    private static String text(JsonValue value) {
        return ((JsonString) value).value();
    }
}
