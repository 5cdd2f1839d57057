/** What lies between a text's tokens and a transformer: the tensors it reads, the outputs it gives. Shared by all that run one. */
package io.coracle.text.input;
