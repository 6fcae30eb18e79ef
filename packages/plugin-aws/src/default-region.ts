/** Where no option and no variable names a Region. A file of its own, because the key set endpoint needs it and nothing else of the settings. */
export const DEFAULT_REGION = 'us-east-1';
