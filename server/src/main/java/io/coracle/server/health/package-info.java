/** Whether the server lives, and whether it welcomes requests: two questions with two answers. */
package io.coracle.server.health;
