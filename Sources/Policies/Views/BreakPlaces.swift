/// Where the breaks of a text are.
struct BreakPlaces {
    private(set) var places: [Int] = []
    /// Lists of strings that are joined: in them a comma is a joint.
    private(set) var lists: [Range<Int>] = []
    /// There are more than anybody wants to note: all of the text is to be looked at.
    private(set) var isEverywhere = false

    private static let placesMax = 16 * 1024
    private static let listsMax = 256

    mutating func removeAll() {
        self.places.removeAll(keepingCapacity: true)
        self.lists.removeAll(keepingCapacity: true)
        self.isEverywhere = false
    }

    mutating func note(_ place: Int) {
        if place == self.places.last { return }
        if self.places.count < BreakPlaces.placesMax { self.places.append(place) } else { self.isEverywhere = true }
    }

    mutating func note(list: Range<Int>) {
        if self.lists.count < BreakPlaces.listsMax { self.lists.append(list) }
    }

    /// In the order of the text.
    mutating func sort() { self.places.sort() }
}
