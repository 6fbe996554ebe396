/// What lives here: what every module does with whole directories of the operating system's file
/// system. What comes in and goes out: paths. What it must not know: what lies in them.
@NullMarked
package io.cairn.platform.file;

import org.jspecify.annotations.NullMarked;
