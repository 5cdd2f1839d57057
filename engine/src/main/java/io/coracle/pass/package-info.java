/**
 * Rewrites graphs into smaller ones that mean the same: what exporters write out longhand becomes one node again. Passes know
 * operators by name and nothing of targets.
 */
package io.coracle.pass;
