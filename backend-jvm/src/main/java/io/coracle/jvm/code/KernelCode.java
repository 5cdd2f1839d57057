package io.coracle.jvm.code;

/** A kernel as a class. Generated classes extend this; one instance serves all threads. */
public abstract class KernelCode {
    /** How many iterations the parallel loop has with these bindings; 1 for a kernel that has none. */
    public abstract int count(Bindings bindings);

    /** Runs iterations {@code from} to {@code to} of the parallel loop; all of a kernel that has none. */
    public abstract void run(Bindings bindings, Scratch scratch, int from, int to);
}
