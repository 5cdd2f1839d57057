package io.coracle.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The search for a JDK that {@code ./coracle} and {@code ./mvnw} share, on made-up installations. */
class FindJdkTest {

    @TempDir
    Path temporary;
    private Path script;

    @BeforeEach
    void findScript() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.exists(folder.resolve(".mvn/find-jdk.sh"))) {
            folder = folder.getParent();
        }
        Assumptions.assumeTrue(folder != null, "the tests do not run inside the repository");
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "there is no POSIX shell");
        script = folder.resolve(".mvn/find-jdk.sh");
    }

    @Test
    void javaHomeComesFirst() throws Exception {
        Path home = jdk("home", "25.0.1");
        Path other = jdk("other", "26");
        assertEquals(home.toString(), find(Map.of("JAVA_HOME", home.toString(), "PATH", other + "/bin:/usr/bin:/bin")));
    }

    @Test
    void tooOldJavaHomeIsPassedOver() throws Exception {
        Path old = jdk("old", "17.0.12");
        Path onPath = jdk("with space", "25");
        assertEquals(onPath.toString(), find(Map.of("JAVA_HOME", old.toString(), "PATH", onPath + "/bin:/usr/bin:/bin")));
    }

    @Test
    void linksOnThePathAreFollowed() throws Exception {
        Path jdk = jdk("jdk", "27-ea");
        Path bin = Files.createDirectory(temporary.resolve("links"));
        Files.createSymbolicLink(bin.resolve("java"), jdk.resolve("bin/java"));
        assertEquals(jdk.toString(), find(Map.of("PATH", bin + ":/usr/bin:/bin")));
    }

    @Test
    void runtimeWithoutCompilerIsNoJdk() throws Exception {
        Path runtime = jdk("jre", "25");
        Files.delete(runtime.resolve("bin/javac"));
        Path jdk = jdk("jdk", "25");
        assertEquals(jdk.toString(), find(Map.of("JAVA_HOME", runtime.toString(), "PATH", jdk + "/bin:/usr/bin:/bin")));
    }

    @Test
    void usersOwnFoldersAreSearched() throws Exception {
        jdk(".jdks/openjdk-24", "24.0.2");
        Path found = jdk(".jdks/openjdk-25", "25.0.2");
        String answer = find(Map.of("PATH", "/usr/bin:/bin", "HOME", temporary.toString()));
        // Another one may be installed in the usual places of this very machine; then it is one of version 25 too.
        assertTrue(answer.equals(found.toString()) || Files.readString(Path.of(answer, "release")).contains("JAVA_VERSION=\"25"), answer);
    }

    private Path jdk(String name, String version) throws IOException {
        Path home = temporary.resolve(name);
        Files.createDirectories(home.resolve("bin"));
        for (String command : new String[] {"java", "javac"}) {
            Files.createFile(home.resolve("bin").resolve(command),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        }
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"Test\"\nJAVA_VERSION=\"" + version + "\"\nOS_NAME=\"Linux\"\n");
        return home.toRealPath();
    }

    private String find(Map<String, String> environment) throws IOException, InterruptedException {
        ProcessBuilder shell = new ProcessBuilder("/bin/sh", "-euc", ". \"$0\" && find_jdk && echo \"$JDK\"", script.toString());
        shell.environment().clear();
        shell.environment().putAll(environment);
        Process process = shell.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String found = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertEquals(0, process.waitFor());
        return found;
    }
}
