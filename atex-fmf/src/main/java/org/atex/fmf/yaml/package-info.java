/**
 * Reads YAML the way fmf does: section 3 of the fmf page.
 *
 * <p>Start at {@link org.atex.fmf.yaml.FmfYaml}. This is the only room that knows the YAML library,
 * of which it uses nothing but the events; which scalar is a number and which a string is decided
 * here. Uses {@code value} and {@code error}.
 */
@NullMarked
package org.atex.fmf.yaml;

import org.jspecify.annotations.NullMarked;
