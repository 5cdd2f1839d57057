/**
 * The seam between a plan and what runs it: memory, and kernels compiled to something that can be called. A backend knows the
 * kernel IR and nothing of models or operators.
 */
package io.coracle.backend;
