/** The floor: what the runtime itself costs. */
export const handler = async () => ({ ok: true });
