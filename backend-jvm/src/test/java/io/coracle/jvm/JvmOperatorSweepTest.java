package io.coracle.jvm;

import io.coracle.testing.sweep.OperatorSweepTest;

/** The sweep of all operators, with this module's backends. */
class JvmOperatorSweepTest extends OperatorSweepTest {}
