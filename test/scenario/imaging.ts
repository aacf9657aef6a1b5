/** An image of SMALL's product, with more said of it. */
export function withImages(more: string): string {
  return `images:\n  - { name: golden, product: Windows 11, size: 6 GB${more === '' ? '' : `, ${more}`} }\n`;
}

export const GOLDEN = withImages('');
