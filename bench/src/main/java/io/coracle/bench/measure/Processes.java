package io.coracle.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;

/** Runs whole processes and measures them from outside. */
public final class Processes {
    private static final String TIME = "/usr/bin/time";
    private static final boolean HAS_TIME = hasTime();

    private Processes() {}

    /**
     * What a process took.
     *
     * @param milliseconds from its start to its end, as its parent sees it
     * @param peakMegabytes of memory it had in RAM; NaN where the system does not tell
     * @param output what it wrote to standard output
     */
    public record Cost(double milliseconds, double peakMegabytes, String output) {}

    /** The start of a command line that runs Java with this process's class path and Coracle's properties. */
    public static List<String> java(List<String> jvmOptions) {
        return java(jvmOptions, System.getProperty("java.class.path"));
    }

    /** The start of a command line that runs Java with a class path. */
    public static List<String> java(List<String> jvmOptions, String classPath) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        for (String property : List.of("coracle.root", "coracle.shared")) {
            if (System.getProperty(property) != null) {
                command.add("-D" + property + "=" + System.getProperty(property));
            }
        }
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", classPath));
        return command;
    }

    /**
     * Runs a command to its end.
     *
     * @throws IllegalStateException when it fails, with what it said
     */
    public static Cost run(List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("coracle-bench", ".out");
        Path errors = Files.createTempFile("coracle-bench", ".err");
        Path memory = Files.createTempFile("coracle-bench", ".rss");
        try {
            List<String> timed = new ArrayList<>(HAS_TIME ? List.of(TIME, "-f", "%M", "-o", memory.toString()) : List.of());
            timed.addAll(command);
            ProcessBuilder builder = new ProcessBuilder(timed).redirectOutput(output.toFile()).redirectError(errors.toFile());
            long start = System.nanoTime();
            Process process = builder.start();
            process.getOutputStream().close();
            double watched = HAS_TIME ? Double.NaN : watch(process);
            int status = process.waitFor();
            double milliseconds = (System.nanoTime() - start) / 1e6;
            if (status != 0) {
                throw new IllegalStateException(String.join(" ", command) + " ended with status " + status + ":\n"
                    + Files.readString(errors));
            }
            double peak = HAS_TIME ? Double.parseDouble(Files.readString(memory).strip()) / 1024 : watched;
            return new Cost(milliseconds, peak, Files.readString(output));
        } finally {
            for (Path file : List.of(output, errors, memory)) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Whether GNU time is installed, which asks the kernel for the peak. */
    private static boolean hasTime() {
        try {
            return new ProcessBuilder(TIME, "-f", "%M", "true").redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Without it: the high-water mark of {@code /proc}, read again and again until the process is gone. */
    private static double watch(Process process) throws IOException, InterruptedException {
        double peak = Double.NaN;
        while (!process.waitFor(2, TimeUnit.MILLISECONDS)) {
            OptionalDouble now = highWaterMark(process.pid());
            peak = now.isPresent() ? now.getAsDouble() : peak;
        }
        return peak;
    }

    private static OptionalDouble highWaterMark(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream().filter(line -> line.startsWith("VmHWM:"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024).findFirst();
        } catch (IOException e) {
            return OptionalDouble.empty(); // it ended meanwhile, or this is not Linux
        }
    }
}
