/** The process starts, says so, and dies before the app can listen. */
process.stderr.write('fatal: the app cannot start\n');
process.exit(1);
