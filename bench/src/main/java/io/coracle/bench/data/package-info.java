/** What the benchmarks work on: texts, models, similarity judgements, and a folder of notes that is written by a generator. */
package io.coracle.bench.data;
