/** A heading's anchor the way GitHub makes it, so that one link works in both places. */
export function githubSlug(title: string): string {
  return title
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
}
