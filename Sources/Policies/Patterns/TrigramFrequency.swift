/// How often three bytes in a row stand in prose, roughly, their case folded away: it decides which part of a literal is
/// looked for.
enum TrigramFrequency {
    /// What is none of the frequent ones is rarer than the rarest of them.
    private static let rareMax = 3e-4

    /// - Parameter key: three folded bytes, the first in the lowest bits.
    static func share(of key: UInt32) -> Double {
        if let share = self.shares[key] { return share }
        let bytes = (0..<3).map { ByteSet([UInt8(truncatingIfNeeded: key >> UInt32(8 * $0))]) }
        return min(self.rareMax, bytes.reduce(1) { $0 * ByteFrequency.share(ofFolded: $1) })
    }

    /// The share falls about with the root of the rank.
    private static let shares: [UInt32: Double] = {
        var shares: [UInt32: Double] = [:]
        let bytes = Array(TrigramFrequency.frequent.utf8)
        for rank in 0..<bytes.count / 3 {
            let key = (0..<3).reduce(UInt32(0)) { $0 | UInt32(bytes[3 * rank + $1] | 0x20) << UInt32(8 * $1) }
            shares[key] = 0.012 / (1 + Double(rank) / 4).squareRoot()
        }
        return shares
    }()

    /// The most frequent first. Counted, in equal parts, over manuals, licences and what people ask.
    private static let frequent =
        " ththehe aaaion in co an toed or  a tioer is ingon to  ofof nd entandng es  reforin se e t foxxxati"
        + " li isat  no pratee as tlics are you yo behat sent con withat ticeveren ter ma pa orect whpro oners"
        + " itn tthite ch worit iths onote cle  fif te iensas hist aareonse sherst ou d tan  dot in awitll al "
        + " dinse wots useallcen as deder haerens r t tes ie oe fth  use pmencomctires artorce  un exr a nee w"
        + " sustaourly tedistot orkess soredsioble stve inte dstr frn out icandetriort mo cabutasscat metenain"
        + "ticundd ipere nken shnteoken iromoneichd atinpre byiveparanye rtokendablest ve aphan chne ss ase al"
        + "nceodelesoveribrats parts nby be oreranrs t oe mfilny tesitecopreclatchasecay if outdisssiactontow "
        + "de ile loappct antwhiuste leas ife b acs wfrotrasencesom extompy tmodcodur ntiiesld ibuineormry ifi"
        + "rsikeymatserrt leainct cinsme iti hey ao t leporplid bameds graorddifexph ashoialhicwars la ssin mu"
        + "illew ermagenst wa burd ellangd foul nudes weail la ked w atntrothdocet r ienc adr o put ssed barea"
        + "ave vairereea c trhenntsd othoerrpletatge y o ennewngeberacht mmbes sg tesef aty umehascaluremusnum"
        + "havopyplaideeraansn culdcovblirk s feves cpplindearhinn wste saumbaccecir cferpasic lowo ao sackdin"
        + "creoryondeenrigmayritublounhou plecoraccanrceaddks lis agpatitsardeadwhepect hditnalrtidecs by it w"
        + "clu homs fferevighmanemeretpub wrtemedightndicteey vallleautwile easklinaraject ndo r dsouodidedhor"
        + "l aitysel aucumus  ab opcord sommturiene ur sptifin im daharludequishs mwhah trent la pilit fignocu"
        + " pey pnamrammitgitodurinncl ou otceparirmadatuctck untmplattsesspefie ea siriarelelerreprirepades e"
        + "wri tantallo spnowquehowagalitous grbasutieriposoriaket dabourculto i pod un e syoldcheee mettanmak"
        + "uthgresswgenimpsworroucharyu meac mymy d cnerviostor psuctaieanrorioutarinar enfiissclas uevibjesis"
        + " obcouonasupducaluutened crlibl taceeptrivdefluealialsficke osegingairksr mfixchi geledem pt maionf"
        + "l oe gndau aiedrodquir lomeo crovminsti cle kiffrchrmispo giue wery cobjotipacdenreqtexremoftegalai"
        + "d nanct bys g ae vsofr wday i ollvaruesn sopearcetwtimd lrtellyliebraws s drst gopietroesptwaftwuto"
        + "ogrudefirrefn fa nxt o lr rirsinfathene nat rownrogisermstitriey stiaarrttetelmeravatruccomisrdsges"
        + "l pinvivas rm amoreedexcg snatvidt pfigctobour yh od mo dy wn hervertmpobetovitaleatlegupp fun ponv"
        + "od tivven risysronnonm tsonnvea tg iht rounfovatiscmead deysshassesublar tiigudirtweweefun esncoreg"
        + "imesitoptgetso nor ra el"
}
