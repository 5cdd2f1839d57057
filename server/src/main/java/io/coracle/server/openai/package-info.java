/** The part of OpenAI's interface that is about embeddings, so that its clients need another address only. */
package io.coracle.server.openai;
