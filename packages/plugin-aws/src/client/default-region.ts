/** The Region if no option or variable names one. It has its own file because the key set endpoint needs only this setting. */
export const DEFAULT_REGION = 'us-east-1';
