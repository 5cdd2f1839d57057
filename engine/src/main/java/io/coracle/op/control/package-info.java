/** Operators that run graphs: branches, loops and scans. They are evaluated between plans, since shapes depend on what the graphs do. */
package io.coracle.op.control;
