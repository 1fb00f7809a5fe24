/** The same request by the global `fetch`. */
export const handler = async (event: unknown) => {
  const response = await fetch(process.env.RECEIVER_URL ?? '', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text: JSON.stringify(event).slice(0, 200) }),
  });
  await response.text();
  return response.status;
};
