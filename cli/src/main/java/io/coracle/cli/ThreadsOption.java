package io.coracle.cli;

import io.coracle.jvm.JvmBackends;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option {@code --threads}, for commands that run a model. Without it, {@code CORACLE_THREADS} or all processors. */
final class ThreadsOption {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(names = "--threads", paramLabel = "N", description = "compute on so many processors; default: $CORACLE_THREADS, or all of them")
    void threads(int threads) {
        // A setting of the process, read when the first model is opened.
        System.setProperty("coracle.threads", Integer.toString(threads));
        try {
            JvmBackends.threads();
        } catch (IllegalArgumentException e) {
            System.clearProperty("coracle.threads");
            throw new ParameterException(command.commandLine(), "--threads " + threads + ": expected a number from 1 to 1024");
        }
    }
}
