package io.coracle.testing;

import io.coracle.format.onnx.OnnxModel;
import io.coracle.plan.ModelException;
import io.coracle.tensor.Tensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/** What became of the conformance suite's cases on one backend. */
public final class ConformanceRun {
    /** How a case ended. A case is unsupported when the engine says so; everything else that is not right has failed. */
    public enum Outcome { PASSED, FAILED, UNSUPPORTED, SKIPPED }

    /**
     * @param subject the operator that the case tests
     * @param reason why it did not pass, or empty
     */
    public record Result(String name, String subject, Outcome outcome, String reason) {}

    private final String runner;
    private final List<Result> results;

    private ConformanceRun(String runner, List<Result> results) {
        this.runner = runner;
        this.results = results;
    }

    /**
     * Runs the cases one by one.
     *
     * @param chosen the cases to run; the others are reported as skipped
     * @param limit for each case; one that takes longer has failed and is left to itself on a daemon thread
     */
    public static ConformanceRun of(ConformanceSuite suite, ModelRunner runner, Predicate<String> chosen, Duration limit) {
        List<Result> results = new ArrayList<>();
        for (ConformanceSuite.Case test : suite.cases()) {
            if (isRandom(test.name())) {
                results.add(skipped(test, "expects the numbers of one runtime's random generator"));
            } else {
                results.add(chosen.test(test.name()) ? limited(test, runner, limit) : skipped(test, "not run on this backend"));
            }
        }
        return new ConformanceRun(runner.name(), results);
    }

    public List<Result> results() {
        return List.copyOf(results);
    }

    /** Names of the cases that passed, sorted. */
    public Set<String> passed() {
        Set<String> passed = new TreeSet<>();
        for (Result result : results) {
            if (result.outcome() == Outcome.PASSED) {
                passed.add(result.name());
            }
        }
        return passed;
    }

    /** Totals, then totals of each operator with the reasons why cases did not pass. */
    public String report() {
        Map<String, List<Result>> bySubject = new TreeMap<>();
        results.forEach(result -> bySubject.computeIfAbsent(result.subject(), _ -> new ArrayList<>()).add(result));
        StringBuilder text = new StringBuilder("ONNX conformance suite on ").append(runner).append(": ").append(totals(results)).append("\n\n");
        bySubject.forEach((subject, cases) -> {
            text.append(subject).append(": ").append(totals(cases)).append('\n');
            Map<String, List<String>> byReason = new TreeMap<>();
            for (Result result : cases) {
                if (result.outcome() != Outcome.PASSED) {
                    byReason.computeIfAbsent(result.outcome() + ": " + result.reason(), _ -> new ArrayList<>()).add(result.name());
                }
            }
            byReason.forEach((reason, names) -> text.append("    ").append(reason).append("\n        ")
                .append(String.join(" ", names)).append('\n'));
        });
        return text.toString();
    }

    private static String totals(List<Result> results) {
        StringBuilder text = new StringBuilder();
        for (Outcome outcome : Outcome.values()) {
            long count = results.stream().filter(result -> result.outcome() == outcome).count();
            if (count > 0) {
                text.append(text.isEmpty() ? "" : ", ").append(count).append(' ').append(outcome.name().toLowerCase(Locale.ROOT));
            }
        }
        return text + " of " + results.size();
    }

    private static Result limited(ConformanceSuite.Case test, ModelRunner runner, Duration limit) {
        FutureTask<Result> task = new FutureTask<>(() -> result(test, runner));
        Thread thread = new Thread(task, test.name());
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            thread.interrupt();
            return failed(test, "took longer than " + limit.toSeconds() + " s");
        } catch (ExecutionException e) {
            return failed(test, e.getCause().toString());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Result result(ConformanceSuite.Case test, ModelRunner runner) {
        try {
            Optional<String> difference = difference(test, runner);
            return difference.isEmpty() ? new Result(test.name(), test.subject(), Outcome.PASSED, "") : failed(test, difference.get());
        } catch (UnsupportedOperationException e) {
            return unsupported(test, e);
        } catch (ModelException e) {
            return e.getMessage().contains("not supported") ? unsupported(test, e) : failed(test, e.toString());
        } catch (RuntimeException | StackOverflowError | AssertionError e) {
            StackTraceElement[] trace = e.getStackTrace();
            return failed(test, e + (trace.length == 0 ? "" : " at " + trace[0]));
        }
    }

    private static Optional<String> difference(ConformanceSuite.Case test, ModelRunner runner) {
        OnnxModel model = test.model();
        Map<String, Tensor> expected = test.outputs(model);
        Map<String, Tensor> actual = runner.run(model.graph(), test.inputs(model));
        for (Map.Entry<String, Tensor> output : expected.entrySet()) {
            Tensor got = actual.get(output.getKey());
            if (got == null) {
                return Optional.of("output \"" + output.getKey() + "\" is missing");
            }
            Optional<String> difference = test.closeness().difference(output.getValue(), got);
            if (difference.isPresent()) {
                return Optional.of("output \"" + output.getKey() + "\": " + difference.get());
            }
        }
        return Optional.empty();
    }

    private static boolean isRandom(String name) {
        return name.startsWith("node/test_bernoulli") || switch (name) {
            case "node/test_training_dropout", "node/test_training_dropout_mask", "node/test_training_dropout_default",
                 "node/test_training_dropout_default_mask" -> true;
            default -> false;
        };
    }

    private static Result skipped(ConformanceSuite.Case test, String reason) {
        return new Result(test.name(), test.subject(), Outcome.SKIPPED, reason);
    }

    private static Result failed(ConformanceSuite.Case test, String reason) {
        return new Result(test.name(), test.subject(), Outcome.FAILED, reason);
    }

    private static Result unsupported(ConformanceSuite.Case test, RuntimeException e) {
        return new Result(test.name(), test.subject(), Outcome.UNSUPPORTED, String.valueOf(e.getMessage()));
    }
}
