/** The icon of a page, inside the page: the same drawing as `public/logo.svg`. */
const PAINTBOX = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#4c5bd4"/><circle cx="7" cy="9.5" r="3.8" fill="#ff6b5e"/><circle cx="16" cy="9.5" r="3.8" fill="#ffc53d"/><circle cx="25" cy="9.5" r="3.8" fill="#3ddc97"/><path d="M7 21.5l6.5 4.5L25 19" fill="none" stroke="#fff" stroke-width="4" stroke-linecap="round" stroke-linejoin="round"/></svg>`;

/** The address of the icon, for `href`. */
export const ICON: string = `data:image/svg+xml,${encodeURIComponent(PAINTBOX)}`;
