/**
 * Plans as machine code in a file, so that a process need not make again what an earlier one made. {@link io.coracle.jvm.program.Program}
 * is one plan, with every place decided; {@link io.coracle.jvm.program.ProgramFile} holds those of a model.
 */
package io.coracle.jvm.program;
