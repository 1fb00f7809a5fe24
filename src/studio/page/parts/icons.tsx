/** The bell of the page's header. */
export const Bell = () => (
  <svg class="bell" viewBox="0 0 32 32" aria-hidden="true">
    <rect width="32" height="32" rx="8" fill="var(--accent)" />
    <path d="M16 6a7 7 0 0 0-7 7v5l-2 4h18l-2-4v-5a7 7 0 0 0-7-7z" fill="var(--on-accent)" />
    <path d="M13 24a3 3 0 0 0 6 0z" fill="var(--on-accent)" />
  </svg>
);
