/** What Yelb's visitors vote on. */
export const restaurants = ['outback', 'bucadibeppo', 'chipotle', 'ihop'];
