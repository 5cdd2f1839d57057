package io.coracle.jvm;

import io.coracle.testing.sweep.HalfProductsTest;

/** Products of numbers of 16 bits, with this module's backends. */
class JvmHalfProductsTest extends HalfProductsTest {}
