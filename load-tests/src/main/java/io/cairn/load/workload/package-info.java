/// What lives here: the loads: what each operation does again and again, the workers that do it,
/// and the measuring of a window of it. What comes in and goes out: a load and the server it is
/// for; counts, latencies, errors by code and what the processes used. What it must not know: the
/// command line, how results are printed, which figures are hoped for.
@NullMarked
package io.cairn.load.workload;

import org.jspecify.annotations.NullMarked;
