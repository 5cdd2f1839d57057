/** Runs kernels on the JVM: as machine code, as bytecode, or through the Vector API. */
module io.coracle.jvm {
    requires transitive io.coracle.engine;
    requires static jdk.incubator.vector;

    exports io.coracle.jvm;
}
